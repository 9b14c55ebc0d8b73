package sarai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
import sarai.pool.ModelPool;

/// `sarai transcribe`: writes down what is said in files.
@Command(name = "transcribe", mixinStandardHelpOptions = true)
final class TranscribeCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "FILE", descriptionKey = "transcribe.file", arity = "1..*")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--srt")
  private boolean srt;

  @Option(names = "--language", paramLabel = "CODE")
  private @Nullable String language;

  TranscribeCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException, ConfigException, CommandException, AnswerException, InterruptedException {
    for (Path file : files) {
      if (!Files.isRegularFile(file)) {
        throw new CommandException(
            ExitCode.REFUSED_INPUT, shell.messages().text("transcribe.no.file", file));
      }
    }
    try (Application.Session session =
        shell.program().open(common.config(shell), common.data(shell), /* preload= */ false)) {
      for (Path file : files) {
        Heard heard =
            session
                .hearing()
                .hear(List.of(file), Hearing.Wish.in(language), ModelPool.WaitListener.NONE, this::progress);
        tell(file, heard.transcriptions().getFirst());
      }
    }
    return ExitCode.DONE.code();
  }

  private void progress(Segment segment) {
    if (shell.terminal()) {
      shell.err().print(String.format(Locale.ROOT, "\r%.0f s", segment.endSeconds()));
      shell.err().flush();
    }
  }

  private void tell(Path file, Transcription said) {
    if (said.reason() != null) {
      shell
          .err()
          .println(
              shell
                  .messages()
                  .text("transcribe.nothing", file, said.reason().name().toLowerCase(Locale.ROOT)));
    }
    if (srt) {
      shell.out().print(Subtitles.srt(said.segments()));
    } else {
      shell.out().println(said.text());
    }
  }
}
