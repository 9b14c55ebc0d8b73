package sarai.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.engine.ChatModel;
import sarai.engine.EngineException;
import sarai.engine.SpeechModel;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.AudioModelRecogniser;
import sarai.engine.speech.Recogniser;
import sarai.pool.Lease;
import sarai.pool.ModelPool;
import sarai.pool.PoolException;

/// The models that may listen to one request, one after the other: the first that can be had hears
/// span after span until it fails, then the next goes on from that span. Leases what it uses, from
/// the first span until it is closed. Used by one thread.
final class Ears implements Recogniser, AutoCloseable {
  private final ModelPool pool;
  private final Iterator<ModelConfig> candidates;
  private final ModelPool.WaitListener waiting;
  private final Duration patience;
  private final Function<String, String> languageOf;
  private final Path scratch;
  private final List<Answer.Failure> failures = new ArrayList<>();
  private @Nullable Lease lease;
  private @Nullable Recogniser hearing;
  private @Nullable EngineException first;

  /// @param candidates best first
  /// @param patience how long to wait for each
  /// @param languageOf tells the language of a text, ISO 639-1
  /// @param scratch folder for what an audio model is sent
  Ears(
      ModelPool pool,
      List<ModelConfig> candidates,
      ModelPool.WaitListener waiting,
      Duration patience,
      Function<String, String> languageOf,
      Path scratch) {
    this.pool = pool;
    this.candidates = candidates.iterator();
    this.waiting = waiting;
    this.patience = patience;
    this.languageOf = languageOf;
    this.scratch = scratch;
  }

  /// Who heard the last span; null before the first.
  @Nullable String model() {
    return lease == null ? null : lease.modelId();
  }

  /// Those that failed before.
  List<Answer.Failure> failures() {
    return List.copyOf(failures);
  }

  @Override
  public SpeechModel.Transcript transcribe(SpeechModel.Span span, Consumer<Segment> partial)
      throws EngineException, InterruptedException {
    while (true) {
      Recogniser current = hearing == null ? next() : hearing;
      try {
        return current.transcribe(span, partial);
      } catch (EngineException.BadRequest | EngineException.Unsupported e) {
        throw e;
      } catch (EngineException e) {
        failed(Objects.requireNonNull(model()), e);
        close();
      }
    }
  }

  /// @throws EngineException the first failure, when no candidate is left
  private Recogniser next() throws EngineException, InterruptedException {
    while (candidates.hasNext()) {
      ModelConfig model = candidates.next();
      try {
        lease = pool.acquire(model.id(), patience, waiting);
        Recogniser next = recogniser(model, lease);
        hearing = next;
        return next;
      } catch (PoolException e) {
        failed(model.id(), new EngineException.Unavailable(String.valueOf(e.getMessage()), e));
      }
    }
    throw first == null
        ? new EngineException.NotInstalled(
            "no model that writes speech down is configured: add one of role 'speech' to `models`")
        : first;
  }

  private Recogniser recogniser(ModelConfig model, Lease held) throws EngineException {
    return model.engine() == EngineKind.WHISPER
        ? held.as(SpeechModel.class)::transcribe
        : new AudioModelRecogniser(held.as(ChatModel.class), languageOf, scratch);
  }

  private void failed(String model, EngineException e) {
    failures.add(new Answer.Failure(model, e.getMessage()));
    first = first == null ? e : first;
  }

  /// Gives the model back.
  @Override
  public void close() {
    hearing = null;
    if (lease != null) {
      lease.close();
    }
  }
}
