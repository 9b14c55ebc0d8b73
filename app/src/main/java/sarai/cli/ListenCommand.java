package sarai.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sarai.agent.AnswerException;
import sarai.agent.Heard;
import sarai.agent.Hearing;
import sarai.chat.ChatRequest;
import sarai.config.ConfigException;
import sarai.config.SaraiConfig;
import sarai.media.MediaException;
import sarai.media.MediaScope;
import sarai.media.Microphone;
import sarai.pool.ModelPool;
import sarai.store.Program;
import sarai.store.StoreException;

/// `sarai listen`: Enter begins a recording and ends it; what was said is written down and
/// answered.
@Command(name = "listen", mixinStandardHelpOptions = true)
final class ListenCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Shell shell;
  private final InputStream keys;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(names = "--microphone", paramLabel = "FORMAT:DEVICE")
  private @Nullable String microphone;

  @Option(names = "--write")
  private boolean write;

  @Option(names = "--language", paramLabel = "CODE")
  private @Nullable String language;

  /// @param keys what the person types
  ListenCommand(Shell shell, InputStream keys) {
    this.shell = shell;
    this.keys = keys;
  }

  @Override
  public Integer call()
      throws IOException,
          ConfigException,
          CommandException,
          StoreException,
          MediaException,
          AnswerException,
          InterruptedException {
    if (!shell.terminal()) {
      throw new CommandException(ExitCode.NOT_FOUND, shell.messages().text("listen.no.terminal"));
    }
    SaraiConfig config = common.config(shell);
    try {
      talk(microphone(config), config);
    } catch (Microphone.Missing e) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          shell.messages().text("listen.no.microphone", String.valueOf(e.getMessage())),
          e);
    }
    return ExitCode.DONE.code();
  }

  private Microphone microphone(SaraiConfig config)
      throws CommandException,
          StoreException,
          Microphone.Missing,
          IOException,
          InterruptedException {
    Optional<Program> program =
        shell
            .program()
            .ffmpeg(common.data(shell), /* offline= */ true)
            .find(config.engines().ffmpeg().path());
    Program ffmpeg =
        program.orElseThrow(() ->
            new CommandException(ExitCode.NOT_FOUND, shell.messages().text("listen.no.ffmpeg")));
    if (microphone == null) {
      return Microphone.find(ffmpeg, System.getProperty("os.name", ""));
    }
    Microphone named = Microphone.named(ffmpeg, microphone);
    named.probe();
    return named;
  }

  private void talk(Microphone from, SaraiConfig config)
      throws IOException,
          Microphone.Missing,
          MediaException,
          AnswerException,
          InterruptedException {
    BufferedReader typed =
        new BufferedReader(new InputStreamReader(keys, Charset.defaultCharset()));
    Path file = Files.createTempFile("sarai-listen-", ".wav");
    try (Application.Session session = shell.program().open(config, common.data(shell))) {
      shell.tell("listen.how");
      for (String line = typed.readLine(); goesOn(line); line = typed.readLine()) {
        record(from, file, typed);
        answer(session, file);
        shell.tell("listen.how");
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static boolean goesOn(@Nullable String line) {
    return line != null && !line.strip().equalsIgnoreCase("q");
  }

  private void record(Microphone from, Path file, BufferedReader typed)
      throws IOException, Microphone.Missing, InterruptedException {
    try (Microphone.Recording recording = from.record(file, LONGEST)) {
      shell.tell("listen.recording");
      typed.readLine();
      recording.stop();
    }
  }

  private void answer(Application.Session session, Path file)
      throws IOException, MediaException, AnswerException, InterruptedException {
    if (write) {
      Heard heard =
          session
              .hearing()
              .hear(List.of(file), Hearing.Wish.in(language), ModelPool.WaitListener.NONE, _ -> {});
      shell.out().println(heard.text());
      return;
    }
    Telling telling = new Telling(shell, /* aloud= */ true, System::nanoTime);
    try (MediaScope scope = session.spool().scope()) {
      ChatRequest request =
          Question.audio("", file)
              .request(session.intake(), scope)
              .withLanguage(shell.messages().language());
      session.assistant().answer(request, telling);
    }
    shell.err().println(telling.why());
  }
}
