package sarai.engine.whisper;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import sarai.engine.Capability;
import sarai.engine.EngineException;
import sarai.engine.MemoryUse;
import sarai.engine.SpeechModel;
import sarai.process.MemoryProbe;

/// A Whisper model in its worker. Spans are heard one after the other. A worker that does not
/// finish a span in time is killed: its [#ended] completes and whoever owns it starts another.
final class WhisperModel implements SpeechModel {
  private final WorkerProcess worker;
  private final Duration patience;
  private final MemoryProbe probe = new MemoryProbe();
  private final ReentrantLock lock = new ReentrantLock();

  /// Requests whose answer nobody waited for, because the waiting thread was interrupted.
  @GuardedBy("lock")
  private int abandoned;

  WhisperModel(WorkerProcess worker, Duration patience) {
    this.worker = worker;
    this.patience = patience;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.SPEECH);
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.of(worker.pid());
  }

  @Override
  public MemoryUse memory() {
    return worker.isAlive() ? MemoryUse.of(probe.read(worker.pid())) : MemoryUse.NONE;
  }

  @Override
  public CompletionStage<String> ended() {
    return worker.ended();
  }

  @Override
  public Transcript transcribe(Span span, Consumer<Segment> partial)
      throws EngineException, InterruptedException {
    long samples = span.toSample() - span.fromSample();
    if (samples < 1 || samples > 30L * Listener.RATE) {
      throw new EngineException.BadRequest(
          "a span of " + samples + " samples; whisper takes 1 to " + 30 * Listener.RATE);
    }
    String language = span.language();
    if (language != null && !Languages.knows(language)) {
      throw new EngineException.BadRequest(Languages.unknown(language));
    }
    WorkerMessage.Listen request =
        new WorkerMessage.Listen(
            span.pcm().toAbsolutePath().toString(),
            span.fromSample(),
            (int) samples,
            language,
            span.prompt());
    return listen(request, patience, partial);
  }

  @Override
  public void probe(Duration limit) throws EngineException, InterruptedException {
    listen(new WorkerMessage.Listen("", 0, 0, "en", null), limit, segment -> {});
  }

  @Override
  public void stop() {
    worker.stop();
  }

  private Transcript listen(WorkerMessage.Listen request, Duration limit, Consumer<Segment> partial)
      throws EngineException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    if (!lock.tryLock(limit.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new EngineException.Unavailable(
          "the speech model was busy for " + limit.toMillis() + " ms");
    }
    try {
      while (abandoned > 0) {
        abandoned -= next(deadline, limit) instanceof WorkerMessage.Heard ? 0 : 1;
      }
      say(request);
      abandoned++;
      return hear(request, deadline, limit, partial);
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private Transcript hear(
      WorkerMessage.Listen request, long deadline, Duration limit, Consumer<Segment> partial)
      throws EngineException, InterruptedException {
    double offset = (double) request.fromSample() / Listener.RATE;
    List<Segment> segments = new ArrayList<>();
    while (true) {
      switch (next(deadline, limit)) {
        case WorkerMessage.Heard heard -> {
          String text = RepetitionGuard.clean(heard.text());
          Segment segment = new Segment(offset + heard.start(), offset + heard.end(), text);
          boolean echo = !segments.isEmpty() && RepetitionGuard.isEcho(segments.getLast(), segment);
          if (!text.isEmpty() && !echo) {
            segments.add(segment);
            partial.accept(segment);
          }
        }
        case WorkerMessage.Finished finished -> {
          abandoned--;
          return new Transcript(finished.language(), segments);
        }
        case WorkerMessage.Failed failed -> {
          abandoned--;
          throw new EngineException.Crashed("the speech worker failed: " + failed.problem());
        }
        case WorkerMessage.Ready _, WorkerMessage.Listen _ ->
            throw new EngineException.Crashed("the speech worker talks out of turn");
      }
    }
  }

  private WorkerMessage next(long deadline, Duration limit)
      throws EngineException, InterruptedException {
    WorkerMessage message = worker.await(deadline);
    if (message != null) {
      return message;
    }
    if (worker.isAlive()) {
      worker.kill();
      throw new EngineException.Crashed(
          "the speech worker did not finish within " + limit.toMillis() + " ms and was killed");
    }
    throw crashed();
  }

  private void say(WorkerMessage message) throws EngineException {
    try {
      worker.say(message);
    } catch (IOException e) {
      throw new EngineException.Crashed("the speech worker is gone", e);
    }
  }

  private EngineException crashed() {
    return new EngineException.Crashed(
        "the speech worker " + worker.ended().toCompletableFuture().join());
  }
}
