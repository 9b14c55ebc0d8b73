package sarai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sarai.agent.AnswerException;
import sarai.agent.Heard;
import sarai.agent.Hearing;
import sarai.config.ConfigException;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Subtitles;
import sarai.engine.speech.Transcription;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sarai transcribe`: writes down what is said in files, text as soon as it is heard, by the
/// running server or in this process.
@Command(name = "transcribe", mixinStandardHelpOptions = true)
final class TranscribeCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "FILE", descriptionKey = "transcribe.file", arity = "1..*")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--srt")
  private boolean srt;

  @Option(names = "--vtt")
  private boolean vtt;

  @Option(names = "--json")
  private boolean json;

  @Option(names = "--language", paramLabel = "CODE")
  private @Nullable String language;

  TranscribeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException, ConfigException, CommandException, AnswerException, InterruptedException {
    if (Stream.of(srt, vtt, json).filter(chosen -> chosen).count() > 1) {
      throw new CommandException(ExitCode.USAGE, shell.messages().text("transcribe.one.format"));
    }
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new CommandException(
            ExitCode.REFUSED_INPUT, shell.messages().text("transcribe.no.file", file));
      }
    }
    Optional<ServerAddress> server =
        common.namesProfile() ? Optional.empty() : ServerAddress.find(common.data(shell));
    if (server.isPresent()) {
      ServerClient client =
          new ServerClient(server.get().address(), ServerClient.key(shell.environment()));
      ServerHearing hearing = new ServerHearing(client);
      for (Path file : files) {
        announce(file);
        tell(file, hearing.hear(file, language, this::partial));
      }
    } else {
      transcribeHere();
    }
    return ExitCode.DONE.code();
  }

  /// Writes down in this process and leaves nothing behind.
  private void transcribeHere()
      throws IOException, ConfigException, CommandException, AnswerException, InterruptedException {
    try (Application.Session session =
        shell.program().open(common.config(shell), common.data(shell))) {
      for (Path file : files) {
        announce(file);
        tell(file, heard(session.hearing(), file));
      }
    }
  }

  private boolean plain() {
    return !srt && !vtt && !json;
  }

  private void announce(Path file) {
    if (plain() && files.size() > 1) {
      shell.out().println(file + ":");
    }
  }

  private Heard heard(Hearing hearing, Path file) throws AnswerException, InterruptedException {
    try {
      return hearing.hear(
          List.of(file),
          Hearing.Wish.in(language),
          (model, loading, _, _, _) -> waiting(model, loading),
          this::partial);
    } catch (AnswerException e) {
      throw e.about(file);
    }
  }

  private void waiting(String model, boolean loading) {
    if (shell.terminal() && loading) {
      shell.err().print("\r" + shell.messages().text("loading", model) + "\r");
      shell.err().flush();
    }
  }

  /// Text is printed as it comes; other formats tell how far they are.
  private void partial(Segment segment) {
    if (plain()) {
      shell.out().println(segment.text());
      shell.out().flush();
    } else if (shell.terminal()) {
      shell.err().print(String.format(Locale.ROOT, "\r%.0f s", segment.endSeconds()));
      shell.err().flush();
    }
  }

  private void tell(Path file, Heard heard) {
    Transcription said = heard.transcriptions().getFirst();
    if (said.reason() != null) {
      shell.tell("transcribe.nothing", file, said.reason().name().toLowerCase(Locale.ROOT));
    }
    if (srt) {
      shell.out().print(Subtitles.srt(said.segments()));
    } else if (vtt) {
      shell.out().print(Subtitles.vtt(said.segments()));
    } else if (json) {
      shell.out().println(json(file, heard, said));
    }
  }

  private static ObjectNode json(Path file, Heard heard, Transcription said) {
    ObjectNode json =
        new JsonMapper()
            .createObjectNode()
            .put("file", file.toString())
            .put("model", heard.model())
            .put("language", said.language())
            .put("duration", said.seconds())
            .put("text", said.text());
    if (said.reason() != null) {
      json.put("reason", said.reason().name().toLowerCase(Locale.ROOT));
    }
    ArrayNode segments = json.putArray("segments");
    for (Segment segment : said.segments()) {
      segments
          .addObject()
          .put("start", segment.startSeconds())
          .put("end", segment.endSeconds())
          .put("text", segment.text());
    }
    return json;
  }
}
