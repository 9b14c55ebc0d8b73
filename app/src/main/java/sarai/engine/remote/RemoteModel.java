package sarai.engine.remote;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatRequest;
import sarai.config.ModelConfig;
import sarai.engine.Capability;
import sarai.engine.ChatModel;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;
import sarai.engine.MemoryUse;
import sarai.units.Bytes;

/// A model behind an address. Retries before the first byte only, so that no piece of an answer
/// ever comes twice. Thread-safe.
final class RemoteModel implements ChatModel {
  private final Endpoint endpoint;
  private final Dialect dialect;
  private final CircuitBreaker breaker;
  private final Timing timing;
  private final URI base;
  private final String remoteModel;
  private final Duration timeout;
  private final Set<Capability> capabilities;
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  RemoteModel(ModelConfig model, URI base, Timing timing) {
    ModelConfig.Remote remote = model.remote();
    this.endpoint =
        new Endpoint(model.id() + " at " + base, remote.apiKey(), remote.timeout(), timing.clock());
    this.dialect = Dialect.of(remote.protocol());
    this.breaker = new CircuitBreaker(timing);
    this.timing = timing;
    this.base = base;
    this.remoteModel = Objects.requireNonNull(remote.remoteModel(), "remoteModel");
    this.timeout = remote.timeout();
    this.capabilities =
        switch (model.role()) {
          case VISION -> Set.of(Capability.TEXT, Capability.VISION);
          case AUDIO -> Set.of(Capability.TEXT, Capability.AUDIO);
          case TINY, EXPERT, SPEECH, EMBEDDINGS -> Set.of(Capability.TEXT);
        };
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public MemoryUse memory() {
    return new MemoryUse(RemoteLaunch.CLIENT, Bytes.ZERO, Bytes.ZERO);
  }

  @Override
  public CompletionStage<String> ended() {
    return ended.minimalCompletionStage();
  }

  CircuitBreaker.State breaker() {
    return breaker.state();
  }

  @Override
  public ChatStream chat(ChatRequest request) throws EngineException, InterruptedException {
    String body = Json.MAPPER.writeValueAsString(dialect.body(remoteModel, request));
    breaker.enter(endpoint.who());
    var deadline = new RemoteStream.Deadline(timing, timeout, timing.now());
    boolean judged = false;
    try {
      Outcome outcome = attempts(body, deadline);
      judged = true;
      return switch (outcome) {
        case Outcome.Opened(LineReader lines) ->
            new RemoteStream(endpoint, lines, dialect.answer(), breaker, deadline);
        case Outcome.Refused(EngineException why) -> {
          breaker.succeeded();
          throw why;
        }
        case Outcome.Failed(EngineException why, boolean again, Duration retryAfter) -> {
          breaker.failed(again ? retryAfter : Duration.ZERO);
          throw why;
        }
      };
    } finally {
      if (!judged) {
        breaker.abandoned();
      }
    }
  }

  private Outcome attempts(String body, RemoteStream.Deadline deadline)
      throws InterruptedException {
    Outcome outcome = endpoint.post(dialect.chat(base), body, deadline.left());
    Duration pause = pause(1, outcome, deadline.left());
    for (int attempt = 2; pause != null; attempt++) {
      timing.pause().of(pause);
      Duration left = deadline.left();
      if (!left.isPositive()) {
        return outcome;
      }
      outcome = endpoint.post(dialect.chat(base), body, left);
      pause = pause(attempt, outcome, deadline.left());
    }
    return outcome;
  }

  private @Nullable Duration pause(int attempt, Outcome outcome, Duration left) {
    return outcome instanceof Outcome.Failed failed && failed.again()
        ? Retries.DEFAULT.pause(attempt, failed.retryAfter(), left, timing.random())
        : null;
  }

  @Override
  public void probe(Duration limit) throws EngineException, InterruptedException {
    switch (endpoint.get(dialect.probe(base), limit)) {
      case Outcome.Opened(LineReader lines) -> lines.close();
      case Outcome.Refused ignored -> {}
      case Outcome.Failed failed -> throw failed.why();
    }
  }

  @Override
  public void stop() {
    endpoint.close();
    ended.complete("stopped");
  }
}
