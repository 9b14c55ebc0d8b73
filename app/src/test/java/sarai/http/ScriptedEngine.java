package sarai.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Usage;
import sarai.config.ModelConfig;
import sarai.engine.ChatModel;
import sarai.engine.ChatStream;
import sarai.engine.EmbeddingModel;
import sarai.engine.Engine;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.Launch;
import sarai.engine.LoadProgress;
import sarai.engine.MemoryUse;
import sarai.engine.RunningModel;
import sarai.testing.InMemoryModel;
import sarai.units.Bytes;

/// An engine in memory whose models answer as a test says, in ways that the common fake does not
/// know: tool calls, failures in the middle, answers without end. A model of role `embeddings`
/// embeds each text as its length and 1. Thread-safe.
final class ScriptedEngine implements Engine {
  static final Bytes SIZE = Bytes.ofMegabytes(100);

  private final Map<String, Talk> talks = new ConcurrentHashMap<>();
  private final Map<String, Bytes> sizes = new ConcurrentHashMap<>();
  private final List<ChatRequest> requests = new ArrayList<>();
  private final List<String> embedded = new ArrayList<>();

  /// How a model begins an answer.
  @FunctionalInterface
  interface Talk {
    ChatStream begin(ChatRequest request) throws EngineException, InterruptedException;
  }

  ScriptedEngine says(String model, ChatEvent... events) {
    return does(model, _ -> new Pieces(List.of(events), null));
  }

  /// Says the words and ends as it should.
  ScriptedEngine says(String model, String... words) {
    List<ChatEvent> events = new ArrayList<>();
    for (String word : words) {
      events.add(new ChatEvent.Delta(word));
    }
    events.add(new ChatEvent.Done("stop", new Usage(3, words.length, 1)));
    return does(model, _ -> new Pieces(events, null));
  }

  /// Says the words and dies.
  ScriptedEngine dies(String model, String... words) {
    List<ChatEvent> events = new ArrayList<>();
    for (String word : words) {
      events.add(new ChatEvent.Delta(word));
    }
    return does(model, _ -> new Pieces(events, "the engine died of signal 9"));
  }

  ScriptedEngine does(String model, Talk talk) {
    talks.put(model, talk);
    return this;
  }

  ScriptedEngine takes(String model, Bytes size) {
    sizes.put(model, size);
    return this;
  }

  /// What the models were asked, in order.
  synchronized List<ChatRequest> requests() {
    return List.copyOf(requests);
  }

  /// What was embedded, in order.
  synchronized List<String> embedded() {
    return List.copyOf(embedded);
  }

  private synchronized void asked(ChatRequest request) {
    requests.add(request);
  }

  private synchronized void read(List<String> texts) {
    embedded.addAll(texts);
  }

  @Override
  public List<Launch> launches(ModelConfig model) {
    Bytes size = sizes.getOrDefault(model.id(), SIZE);
    return List.of(
        new Launch() {
          @Override
          public String variant() {
            return "scripted";
          }

          @Override
          public Footprint footprint() {
            return Footprint.estimated(size, size);
          }

          @Override
          public RunningModel start(LoadProgress progress) {
            return switch (model.role()) {
              case EMBEDDINGS -> new Embedder(size);
              default -> new Talker(model.id(), size);
            };
          }
        });
  }

  private static class Running implements InMemoryModel {
    private final Bytes size;
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    Running(Bytes size) {
      this.size = size;
    }

    @Override
    public MemoryUse memory() {
      return new MemoryUse(size, size, size);
    }

    @Override
    public CompletionStage<String> ended() {
      return ended.minimalCompletionStage();
    }

    @Override
    public void stop() {
      ended.complete("stopped");
    }
  }

  private final class Talker extends Running implements ChatModel {
    private final String id;

    Talker(String id, Bytes size) {
      super(size);
      this.id = id;
    }

    @Override
    public ChatStream chat(ChatRequest request) throws EngineException, InterruptedException {
      asked(request);
      Talk talk = talks.get(id);
      if (talk == null) {
        throw new EngineException.Crashed(id + " has no script");
      }
      return talk.begin(request);
    }
  }

  private final class Embedder extends Running implements EmbeddingModel {
    Embedder(Bytes size) {
      super(size);
    }

    @Override
    public Embeddings embed(List<String> texts) {
      read(texts);
      return new Embeddings(
          texts.stream().map(text -> new float[] {text.length(), 1}).toList(), 7 * texts.size());
    }
  }

  private static final class Pieces implements ChatStream {
    private final Deque<ChatEvent> events;
    private final @Nullable String death;

    Pieces(List<ChatEvent> events, @Nullable String death) {
      this.events = new ArrayDeque<>(events);
      this.death = death;
    }

    @Override
    public @Nullable ChatEvent next() throws EngineException {
      if (events.isEmpty() && death != null) {
        throw new EngineException.Crashed(death);
      }
      return events.poll();
    }

    @Override
    public void close() {}
  }

  /// An answer of one token each five milliseconds that ends only when it is closed.
  static final class Endless implements ChatStream {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger tokens = new AtomicInteger();

    @Override
    public ChatEvent next() throws InterruptedException {
      begun.countDown();
      closed.await(5, TimeUnit.MILLISECONDS);
      tokens.incrementAndGet();
      return new ChatEvent.Delta("la ");
    }

    @Override
    public void close() {
      closed.countDown();
    }

    boolean begins() throws InterruptedException {
      return begun.await(20, TimeUnit.SECONDS);
    }

    /// Whether it is closed within `limit`.
    boolean closesWithin(Duration limit) throws InterruptedException {
      return closed.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isOpen() {
      return closed.getCount() > 0;
    }

    int tokens() {
      return tokens.get();
    }
  }
}
