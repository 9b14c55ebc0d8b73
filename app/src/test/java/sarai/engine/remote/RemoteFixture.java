package sarai.engine.remote;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.Priority;
import sarai.config.Protocol;
import sarai.config.Secret;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;
import sarai.engine.LoadProgress;

/// A remote model for tests, and the pauses that it took.
final class RemoteFixture {
  static final String KEY = "sk-very-secret";

  final List<Duration> pauses = new ArrayList<>();

  /// How much longer than asked each pause lasts.
  Duration overslept = Duration.ZERO;

  private long sleptNanos;
  private final RemoteEngine engine =
      new RemoteEngine(
          new Timing(
              InstantSource.system(),
              () -> System.nanoTime() + sleptNanos,
              new Random(7),
              this::pause));

  private void pause(Duration time) {
    pauses.add(time);
    sleptNanos += overslept.toNanos();
  }

  RemoteModel start(ModelConfig model) throws EngineException, InterruptedException {
    return (RemoteModel) engine.launches(model).getFirst().start(LoadProgress.NONE);
  }

  RemoteModel openAi(LoopbackServer server) throws EngineException, InterruptedException {
    return start(model(server.url("/v1"), Protocol.OPENAI, Duration.ofSeconds(20)));
  }

  RemoteModel ollama(LoopbackServer server) throws EngineException, InterruptedException {
    return start(model(server.url(""), Protocol.OLLAMA, Duration.ofSeconds(20)));
  }

  static ModelConfig model(@Nullable String url, Protocol protocol, Duration timeout) {
    return model(ModelRole.EXPERT, url, protocol, timeout);
  }

  static ModelConfig model(
      ModelRole role, @Nullable String url, Protocol protocol, Duration timeout) {
    return new ModelConfig(
        "expert",
        "Expert",
        role,
        EngineKind.REMOTE,
        new ModelConfig.ModelFiles(null, "main", null, null, List.of(), null, null),
        new ModelConfig.Residence(null, false, false, null, Priority.NORMAL),
        new ModelConfig.Shape(4096, 1, List.of("es", "en"), false, "", ""),
        new ModelConfig.VisionLimits(32, 4, 1024, 8, 256, 64),
        new ModelConfig.Remote(url, protocol, "solar:10.7b", new Secret(KEY), timeout),
        List.of());
  }

  static List<ChatEvent> all(ChatStream stream) throws EngineException, InterruptedException {
    List<ChatEvent> events = new ArrayList<>();
    try (stream) {
      ChatEvent event = stream.next();
      while (event != null) {
        events.add(event);
        event = stream.next();
      }
    }
    return events;
  }
}
