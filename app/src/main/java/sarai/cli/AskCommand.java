package sarai.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sarai.agent.AnswerException;
import sarai.config.ConfigException;
import sarai.media.MediaException;
import sarai.media.MediaScope;
import sarai.pool.PoolSnapshot;

/// `sarai ask`: one question, one answer, from the running server or from this process.
@Command(name = "ask", mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "TEXT", descriptionKey = "ask.text", arity = "0..*")
  private List<String> words = new ArrayList<>();

  @Option(names = "--image", paramLabel = "FILE")
  private List<Path> images = new ArrayList<>();

  @Option(names = "--video", paramLabel = "FILE")
  private List<Path> videos = new ArrayList<>();

  @Option(names = "--audio", paramLabel = "FILE")
  private List<Path> audios = new ArrayList<>();

  @Option(names = "--fps", paramLabel = "N")
  private @Nullable Double fps;

  @Option(names = "--model", paramLabel = "ID")
  private @Nullable String model;

  @Option(names = "--max-tokens", paramLabel = "N")
  private @Nullable Integer maxTokens;

  @Option(names = "--why")
  private boolean why;

  @Option(names = "--json")
  private boolean json;

  AskCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException,
          ConfigException,
          CommandException,
          MediaException,
          AnswerException,
          InterruptedException {
    Question question = question();
    Telling telling = new Telling(shell, !json, System::nanoTime);
    Optional<ServerAddress> server =
        common.namesProfile() ? Optional.empty() : ServerAddress.find(common.data(shell));
    String memory = "";
    if (server.isPresent()) {
      new ServerClient(server.get().address(), ServerClient.key(shell.environment()))
          .chat(question.body(), telling);
    } else {
      memory = askHere(question, telling);
    }
    if (json) {
      shell.out().println(telling.json());
    } else if (why) {
      shell.err().println(telling.why() + memory);
    }
    return ExitCode.DONE.code();
  }

  private Question question() throws CommandException {
    String text = String.join(" ", words);
    if (text.isBlank() && images.isEmpty() && videos.isEmpty() && audios.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, shell.messages().text("ask.nothing"));
    }
    return new Question(text, images, videos, audios, model, fps, maxTokens);
  }

  /// Answers in this process and leaves nothing behind.
  ///
  /// @return what the models took, for people
  private String askHere(Question question, Telling telling)
      throws IOException,
          ConfigException,
          CommandException,
          MediaException,
          AnswerException,
          InterruptedException {
    try (Application.Session session =
            shell.program().open(common.config(shell), common.data(shell));
        MediaScope scope = session.spool().scope()) {
      session.assistant().answer(question.request(session.intake(), scope), telling);
      PoolSnapshot pool = session.pool().snapshot();
      return shell.messages().text("ask.memory", pool.measured(), pool.charged(), pool.budget());
    }
  }
}
