package sarai.testing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Usage;
import sarai.config.ModelConfig;
import sarai.engine.ChatModel;
import sarai.engine.ChatStream;
import sarai.engine.Engine;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.Launch;
import sarai.engine.LoadProgress;
import sarai.engine.MemoryUse;
import sarai.engine.RunningModel;
import sarai.units.Bytes;

/// An engine in memory for tests of policy. Each model has a script; loads take as long as the
/// script's [Loading] blocks, so no clock is needed. Thread-safe.
public final class FakeEngine implements Engine {
  private final Map<String, List<Variant>> scripts = new ConcurrentHashMap<>();
  private final List<FakeModel> started = new CopyOnWriteArrayList<>();

  /// What a load does before the model is ready: return, block, or throw.
  @FunctionalInterface
  public interface Loading {
    Loading AT_ONCE = _ -> {};

    void run(LoadProgress progress) throws EngineException, InterruptedException;
  }

  /// One way to start a model.
  ///
  /// @param words the answer to everything, one event each
  public record Variant(String name, Footprint footprint, Loading loading, List<String> words) {
    public Variant {
      words = List.copyOf(words);
    }

    public static Variant of(String name, Bytes size) {
      return new Variant(
          name, Footprint.estimated(size, size), Loading.AT_ONCE, List.of("one", " two"));
    }

    public Variant loading(Loading changed) {
      return new Variant(name, footprint, changed, words);
    }
  }

  /// Says how a model can be started, best first.
  public FakeEngine define(String id, Variant... variants) {
    scripts.put(id, List.of(variants));
    return this;
  }

  /// Every model that became ready, in order.
  public List<FakeModel> started() {
    return List.copyOf(started);
  }

  @Override
  public List<Launch> launches(ModelConfig model) throws EngineException {
    List<Variant> variants = scripts.get(model.id());
    if (variants == null) {
      throw new EngineException.NotInstalled(model.id() + " is not here: run ./sarai pull");
    }
    return variants.stream().map(variant -> (Launch) new FakeLaunch(model.id(), variant)).toList();
  }

  private final class FakeLaunch implements Launch {
    private final String id;
    private final Variant script;

    FakeLaunch(String id, Variant script) {
      this.id = id;
      this.script = script;
    }

    @Override
    public String variant() {
      return script.name();
    }

    @Override
    public Footprint footprint() {
      return script.footprint();
    }

    @Override
    public RunningModel start(LoadProgress progress) throws EngineException, InterruptedException {
      script.loading().run(progress);
      FakeModel model = new FakeModel(id, script);
      started.add(model);
      return model;
    }
  }

  /// A model that repeats its script.
  public static final class FakeModel implements ChatModel, InMemoryModel {
    private final String id;
    private final Variant script;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final List<ChatRequest> asked = new CopyOnWriteArrayList<>();

    FakeModel(String id, Variant script) {
      this.id = id;
      this.script = script;
    }

    public String id() {
      return id;
    }

    /// Every request that came, in order.
    public List<ChatRequest> asked() {
      return List.copyOf(asked);
    }

    public boolean isRunning() {
      return !ended.isDone();
    }

    /// Ends it as a crash would.
    public void crash(String why) {
      ended.complete(why);
    }

    @Override
    public MemoryUse memory() {
      Bytes steady = isRunning() ? script.footprint().steady() : Bytes.ZERO;
      return new MemoryUse(steady, steady, script.footprint().peak());
    }

    @Override
    public CompletionStage<String> ended() {
      return ended.minimalCompletionStage();
    }

    @Override
    public void probe(Duration limit) throws EngineException {
      checkAlive();
    }

    @Override
    public void stop() {
      ended.complete(id + " was stopped");
    }

    @Override
    public ChatStream chat(ChatRequest request) throws EngineException {
      checkAlive();
      if (request.messages().stream()
          .flatMap(message -> message.content().stream())
          .anyMatch(part -> !(part instanceof Content.Text))) {
        throw new EngineException.Unsupported(id + " takes text only");
      }
      var temperature = request.parameters().get("temperature");
      if (temperature != null && !temperature.isNumber()) {
        throw new EngineException.BadRequest(id + ": temperature must be a number");
      }
      asked.add(request);
      return new FakeStream();
    }

    private void checkAlive() throws EngineException {
      if (!isRunning()) {
        throw new EngineException.Crashed(id + " is gone: " + ended.join());
      }
    }

    private final class FakeStream implements ChatStream {
      private final ArrayDeque<ChatEvent> events = new ArrayDeque<>();
      private volatile boolean closed;

      FakeStream() {
        script.words().forEach(word -> events.add(new ChatEvent.Delta(word)));
        events.add(new ChatEvent.Done("stop", new Usage(1, script.words().size(), 0)));
      }

      @Override
      public @Nullable ChatEvent next() throws EngineException {
        if (closed) {
          throw new EngineException.Unavailable("the answer was closed");
        }
        checkAlive();
        return events.poll();
      }

      @Override
      public void close() {
        closed = true;
      }
    }
  }
}
