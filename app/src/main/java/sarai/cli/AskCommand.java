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
import sarai.chat.ChatRequest;
import sarai.config.ConfigException;
import sarai.media.MediaException;
import sarai.media.MediaScope;
import sarai.pool.PoolSnapshot;
import sarai.units.Bytes;
import tools.jackson.databind.JsonNode;

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
    String memory =
        server.isPresent() ? askThere(server.get(), question, telling) : askHere(question, telling);
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

  /// Has the running server answer.
  ///
  /// @return what its models take, for people who asked
  private String askThere(ServerAddress server, Question question, Telling telling)
      throws IOException, CommandException {
    ServerClient client = new ServerClient(server.address(), ServerClient.key(shell.environment()));
    client.chat(question.body(), shell.messages().language(), telling);
    if (!why && !json) {
      return "";
    }
    telling.because(reason(client, telling.runId()));
    JsonNode pool = client.get("/api/pool");
    return memory(bytes(pool, "measured"), bytes(pool, "charged"), bytes(pool, "budget"));
  }

  /// Empty when the server keeps no records of runs.
  private static String reason(ServerClient client, String run)
      throws IOException, CommandException {
    try {
      return client.get("/api/runs/" + run).path("why").asString("");
    } catch (CommandException e) {
      if (e.exitCode() == ExitCode.NOT_FOUND) {
        return "";
      }
      throw e;
    }
  }

  private static Bytes bytes(JsonNode pool, String what) {
    return Bytes.of(pool.path(what + "_bytes").asLong(0));
  }

  private String memory(Bytes measured, Bytes charged, Bytes budget) {
    return shell.messages().text("ask.memory", measured, charged, budget);
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
      ChatRequest request =
          question.request(session.intake(), scope).withLanguage(shell.messages().language());
      session.assistant().answer(request, telling);
      PoolSnapshot pool = session.pool().snapshot();
      return memory(pool.measured(), pool.charged(), pool.budget());
    }
  }
}
