package sarai.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sarai.config.ConfigException;
import sarai.feedback.FeedbackStore;
import sarai.feedback.Rating;
import sarai.feedback.Scope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `sarai feedback`: lists the ratings, or exports or purges all that is kept of runs.
@Command(name = "feedback", mixinStandardHelpOptions = true)
final class FeedbackCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  FeedbackCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException, ConfigException, CommandException, InterruptedException {
    return list(common);
  }

  @Command(name = "list", mixinStandardHelpOptions = true)
  int list(@Mixin CommonOptions options)
      throws IOException, ConfigException, CommandException, InterruptedException {
    try (FeedbackStore store = store(options.within(common))) {
      List<FeedbackStore.RatedRun> ratings = store.ratings();
      if (ratings.isEmpty()) {
        shell.say("feedback.none");
      }
      for (FeedbackStore.RatedRun rated : ratings) {
        Rating rating = rated.rating();
        shell.say(
            "feedback.rating",
            rating.at(),
            rating.kind(),
            rating.runId(),
            rated.run().record().route(),
            rating.reason() == null ? "–" : rating.reason());
      }
    }
    return ExitCode.DONE.code();
  }

  @Command(name = "export", mixinStandardHelpOptions = true)
  int export(@Mixin CommonOptions options)
      throws IOException, ConfigException, CommandException, InterruptedException {
    try (FeedbackStore store = store(options.within(common))) {
      store.export(shell.out());
    }
    return ExitCode.DONE.code();
  }

  @Command(name = "purge", mixinStandardHelpOptions = true)
  int purge(
      @Mixin CommonOptions options,
      @Option(names = "--session", paramLabel = "ID") @Nullable String session,
      @Option(names = "--user", paramLabel = "ID") @Nullable String user,
      @Option(names = "--all") boolean all)
      throws IOException, ConfigException, CommandException, InterruptedException {
    Scope scope = scope(session, user, all);
    CommonOptions said = options.within(common);
    Optional<ServerAddress> server = ServerAddress.find(said.data(shell));
    if (server.isPresent()) {
      askServer(server.get(), scope);
    } else {
      try (FeedbackStore store = store(said)) {
        shell.say("feedback.purged", store.purge(scope));
      }
    }
    return ExitCode.DONE.code();
  }

  /// A server keeps more than the store: answers about pictures, in its memory.
  private void askServer(ServerAddress server, Scope scope) throws IOException, CommandException {
    ObjectNode body = new JsonMapper().createObjectNode();
    switch (scope) {
      case Scope.Everything _ -> body.put("all", true);
      case Scope.Session(String session) -> body.put("session", session);
      case Scope.User(String user) -> body.put("user", user);
    }
    ServerClient client = new ServerClient(server.address(), ServerClient.key(shell.environment()));
    JsonNode gone = client.post("/api/feedback/purge", body);
    shell.say("feedback.purged", gone.path("runs_and_ratings").asInt(0));
    shell.say("feedback.purged.answers", gone.path("visual_answers").asInt(0));
  }

  private Scope scope(@Nullable String session, @Nullable String user, boolean all)
      throws CommandException {
    if (session != null) {
      return new Scope.Session(session);
    }
    if (user != null) {
      return new Scope.User(user);
    }
    if (all) {
      return new Scope.Everything();
    }
    throw new CommandException(ExitCode.USAGE, shell.messages().text("feedback.purge.what"));
  }

  private FeedbackStore store(CommonOptions said)
      throws IOException, ConfigException, CommandException {
    return shell.program().feedback(said.config(shell), said.data(shell));
  }
}
