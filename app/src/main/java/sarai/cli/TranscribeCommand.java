package sarai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sarai.agent.AnswerException;
import sarai.agent.Heard;
import sarai.agent.Hearing;
import sarai.cli.TranscriptPrinter.Format;
import sarai.config.ConfigException;
import sarai.engine.SpeechModel.Segment;

/// `sarai transcribe`: writes down what is said in files, text as soon as it is heard, by the
/// running server or in this process. A file that cannot be heard does not keep the others from it.
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
      throws IOException, ConfigException, CommandException, InterruptedException {
    Format format = format();
    Optional<ServerAddress> server =
        common.namesProfile() ? Optional.empty() : ServerAddress.find(common.data(shell));
    try (Here here = new Here()) {
      return each(format, server.isPresent() ? there(server.get(), here) : here);
    }
  }

  /// The running server, except for what it finds too large to be sent.
  private Ear there(ServerAddress server, Ear otherwise) {
    ServerHearing hearing =
        new ServerHearing(
            new ServerClient(server.address(), ServerClient.key(shell.environment())));
    return (file, partial) -> {
      try {
        return hearing.hear(file, language, partial);
      } catch (CommandException e) {
        if (!e.reason().equals(ServerHearing.TOO_LARGE)) {
          throw e;
        }
        shell.tell("transcribe.here", file);
        return otherwise.hear(file, partial);
      }
    };
  }

  private Format format() throws CommandException {
    List<Format> chosen = new ArrayList<>();
    if (srt) {
      chosen.add(Format.SRT);
    }
    if (vtt) {
      chosen.add(Format.VTT);
    }
    if (json) {
      chosen.add(Format.JSON);
    }
    if (chosen.size() > 1) {
      throw new CommandException(ExitCode.USAGE, shell.messages().text("transcribe.one.format"));
    }
    return chosen.isEmpty() ? Format.TEXT : chosen.getFirst();
  }

  /// Who listens to a file.
  private interface Ear {
    Heard hear(Path file, Consumer<Segment> partial)
        throws AnswerException,
            CommandException,
            ConfigException,
            IOException,
            InterruptedException;
  }

  /// This process, made ready by the first file that needs it. Leaves nothing behind.
  private final class Here implements Ear, AutoCloseable {
    private Application.@Nullable Session session;

    @Override
    public Heard hear(Path file, Consumer<Segment> partial)
        throws AnswerException,
            CommandException,
            ConfigException,
            IOException,
            InterruptedException {
      if (session == null) {
        session = shell.program().open(common.config(shell), common.data(shell));
      }
      return session
          .hearing()
          .hear(
              List.of(file),
              Hearing.Wish.in(language),
              (model, loading, _, _, _) -> waiting(model, loading),
              partial);
    }

    @Override
    public void close() {
      if (session != null) {
        session.close();
      }
    }
  }

  /// @return the exit code of the first file that failed
  private int each(Format format, Ear ear) throws ConfigException, InterruptedException {
    Failures failures = new Failures(shell);
    ExitCode first = ExitCode.DONE;
    for (Path file : files) {
      try {
        requireFile(file);
        TranscriptPrinter printer =
            new TranscriptPrinter(shell, file, format, /* alone= */ files.size() == 1);
        printer.requireRoom();
        printer.end(ear.hear(file, printer));
      } catch (AnswerException | CommandException | IOException e) {
        ExitCode code = failures.tell(file, e);
        first = first == ExitCode.DONE ? code : first;
      }
    }
    return first.code();
  }

  private void requireFile(Path file) throws CommandException {
    if (!Files.isRegularFile(file)) {
      String key = Files.isDirectory(file) ? "transcribe.folder" : "transcribe.no.file";
      throw new CommandException(ExitCode.REFUSED_INPUT, shell.messages().text(key));
    }
  }

  private void waiting(String model, boolean loading) {
    if (shell.terminal() && loading) {
      shell.err().print("\r" + shell.messages().text("loading", model) + "\r");
      shell.err().flush();
    }
  }
}
