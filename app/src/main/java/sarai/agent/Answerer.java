package sarai.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sarai.agent.AnswerException.Kind;
import sarai.chat.ChatEvent;
import sarai.chat.ChatEvent.Progress;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.chat.Usage;
import sarai.config.ModelConfig;
import sarai.engine.ChatModel;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;
import sarai.pool.Lease;
import sarai.pool.ModelPool;
import sarai.pool.PoolException;

/// Lets a model answer, or the next of its fallbacks as long as nothing was said yet. The label
/// always names who answered. Thread-safe.
public final class Answerer {
  /// Fits a request to the model that will get it.
  @FunctionalInterface
  public interface Preparation {
    ChatRequest prepare(ChatRequest request, ModelConfig model)
        throws AnswerException, InterruptedException;
  }

  private final ModelPool pool;
  private final Map<String, ModelConfig> models;
  private final Duration patience;
  private final ConversationBudget budget;
  private final LongSupplier nanoClock;

  /// @param patience how long a request waits for a model
  public Answerer(
      ModelPool pool,
      Map<String, ModelConfig> models,
      Duration patience,
      ConversationBudget budget,
      LongSupplier nanoClock) {
    this.pool = pool;
    this.models = models;
    this.patience = patience;
    this.budget = budget;
    this.nanoClock = nanoClock;
  }

  /// @param model who is to answer; its configured fallbacks follow
  /// @param sink hears the answer as it is made
  /// @throws AnswerException when nobody could answer; the first failure is told, the others are
  ///   its suppressed ones
  public Answer answer(String model, ChatRequest request, Preparation preparation, ChatSink sink)
      throws AnswerException, InterruptedException {
    long began = nanoClock.getAsLong();
    List<Answer.Failure> failures = new ArrayList<>();
    AnswerException first = null;
    for (ModelConfig candidate : candidates(model)) {
      Telling telling = new Telling(candidate.id(), sink, began);
      try {
        ChatRequest prepared = preparation.prepare(request, candidate);
        return tell(fitted(prepared, candidate, sink), telling, failures);
      } catch (AnswerException e) {
        failures.add(new Answer.Failure(candidate.id(), e.getMessage()));
        if (telling.hasBegun() || !e.kind().mayBeReplaced()) {
          throw e;
        }
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    throw first == null ? unknown(model) : first;
  }

  /// The request within the model's context; what had to be left out is said.
  private ChatRequest fitted(ChatRequest request, ModelConfig model, ChatSink sink)
      throws AnswerException {
    ConversationBudget.Fitted fitted = budget.fit(request, model.shape().context());
    if (fitted.leftOut() > 0) {
      try {
        sink.accept(new Progress.Shortened(model.id(), fitted.leftOut()));
      } catch (IOException e) {
        throw new AnswerException(Kind.CLIENT_GONE, "the client left", e);
      }
    }
    return fitted.request().withModel(model.id());
  }

  /// The model and, breadth first, its fallbacks and theirs.
  private Collection<ModelConfig> candidates(String model) throws AnswerException {
    Set<ModelConfig> candidates = new LinkedHashSet<>(List.of(configured(model)));
    List<ModelConfig> open = new ArrayList<>(candidates);
    for (int i = 0; i < open.size(); i++) {
      for (String fallback : open.get(i).fallback()) {
        ModelConfig next = configured(fallback);
        if (candidates.add(next)) {
          open.add(next);
        }
      }
    }
    return candidates;
  }

  /// @throws AnswerException when there is no such model
  ModelConfig configured(String id) throws AnswerException {
    ModelConfig model = models.get(id);
    if (model == null) {
      throw unknown(id);
    }
    return model;
  }

  private AnswerException unknown(String model) {
    return new AnswerException(
        Kind.UNKNOWN_MODEL,
        "there is no model '%s'; configured are %s".formatted(model, models.keySet()));
  }

  private Answer tell(ChatRequest request, Telling telling, List<Answer.Failure> failures)
      throws AnswerException, InterruptedException {
    try (Lease lease = pool.acquire(request.model(), patience, new ToldWait(telling.sink));
        ChatStream stream = lease.as(ChatModel.class).chat(request)) {
      for (ChatEvent event = stream.next(); event != null; event = stream.next()) {
        telling.pass(event);
      }
      return telling.answer(failures);
    } catch (PoolException e) {
      throw AnswerException.from(e);
    } catch (EngineException e) {
      throw AnswerException.from(e);
    } catch (IOException e) {
      throw new AnswerException(Kind.CLIENT_GONE, "the client left", e);
    }
  }

  /// One answer on its way to the client.
  private final class Telling {
    private final String model;
    private final ChatSink sink;
    private final long began;
    private final StringBuilder text = new StringBuilder();
    private long firstTokenNanos;
    private ChatEvent.@Nullable Done done;

    Telling(String model, ChatSink sink, long began) {
      this.model = model;
      this.sink = sink;
      this.began = began;
    }

    boolean hasBegun() {
      return firstTokenNanos != 0;
    }

    void pass(ChatEvent event) throws IOException {
      if (!hasBegun()) {
        firstTokenNanos = Math.max(1, nanoClock.getAsLong() - began);
        sink.accept(new ChatEvent.Answering(model));
      }
      if (event instanceof ChatEvent.Delta delta) {
        text.append(delta.text());
      }
      if (event instanceof ChatEvent.Done end) {
        done = end;
      } else {
        sink.accept(event);
      }
    }

    Answer answer(List<Answer.Failure> failures) throws IOException {
      ChatEvent.Done end = done == null ? new ChatEvent.Done("stop", Usage.NONE) : done;
      sink.accept(end);
      return new Answer(
          model, text.toString(), end.finishReason(), end.usage(), firstTokenNanos, failures);
    }
  }
}
