package sarai.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sarai.agent.AnswerException.Kind;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.engine.EngineException;
import sarai.engine.SpeechModel;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Recogniser;
import sarai.engine.speech.Transcriber;
import sarai.engine.speech.Transcription;
import sarai.media.AudioDecoder;
import sarai.media.AudioException;
import sarai.media.Sound;
import sarai.media.VoiceProsody;
import sarai.pool.Lease;
import sarai.pool.ModelPool;
import sarai.pool.PoolException;

/// Listens with the configured speech models. One is leased only when there is speech, and given
/// back before [#hear] returns. Thread-safe.
public final class SpeechHearing implements Hearing {
  /// How something is said is measured in sounds up to this long.
  private static final Duration MEASURED = Duration.ofMinutes(2);

  private final ModelPool pool;
  private final List<String> speechModels;
  private final Supplier<AudioDecoder> decoder;
  private final Duration patience;

  /// @param decoder asked for each time, so that an installed FFmpeg is seen without a restart
  /// @param patience how long to wait for a speech model
  public SpeechHearing(
      ModelPool pool,
      Collection<ModelConfig> models,
      Supplier<AudioDecoder> decoder,
      Duration patience) {
    this.pool = pool;
    this.speechModels =
        models.stream()
            .filter(model -> model.role() == ModelRole.SPEECH)
            .map(ModelConfig::id)
            .toList();
    this.decoder = decoder;
    this.patience = patience;
  }

  @Override
  public Heard hear(
      List<Path> sounds,
      @Nullable String language,
      ModelPool.WaitListener waiting,
      Consumer<Segment> partial)
      throws AnswerException, InterruptedException {
    try (Leased speech = new Leased(waiting)) {
      List<Transcription> transcriptions = new ArrayList<>();
      VoiceProsody prosody = null;
      for (Path file : sounds) {
        try (Sound sound = decoder.get().decode(file)) {
          Transcription said = new Transcriber(speech).transcribe(sound, language, partial);
          transcriptions.add(said);
          if (prosody == null && said.reason() == null && isShort(sound)) {
            prosody = VoiceProsody.of(sound);
          }
        }
      }
      return new Heard(speech.model(), transcriptions, prosody);
    } catch (EngineException e) {
      throw AnswerException.from(e);
    } catch (AudioException e) {
      boolean missing = e.problem() == AudioException.Problem.NO_DECODER;
      throw new AnswerException(
          missing ? Kind.NOT_INSTALLED : Kind.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new AnswerException(
          Kind.ENGINE_FAILED, "the media folder cannot be used: " + e.getMessage(), e);
    }
  }

  private static boolean isShort(Sound sound) {
    return sound.duration().compareTo(MEASURED) <= 0;
  }

  /// The first speech model that can be had, from its first span on.
  private final class Leased implements Recogniser, AutoCloseable {
    private final ModelPool.WaitListener waiting;
    private @Nullable Lease lease;

    Leased(ModelPool.WaitListener waiting) {
      this.waiting = waiting;
    }

    @Nullable String model() {
      return lease == null ? null : lease.modelId();
    }

    @Override
    public SpeechModel.Transcript transcribe(SpeechModel.Span span, Consumer<Segment> partial)
        throws EngineException, InterruptedException {
      Lease held = lease;
      if (held == null) {
        held = acquire();
        lease = held;
      }
      return held.as(SpeechModel.class).transcribe(span, partial);
    }

    private Lease acquire() throws EngineException, InterruptedException {
      PoolException last = null;
      for (String model : speechModels) {
        try {
          return pool.acquire(model, patience, waiting);
        } catch (PoolException e) {
          last = e;
        }
      }
      throw switch (last) {
        case null ->
            new EngineException.NotInstalled(
                "no model of role 'speech' is configured; add one to `models`");
        case PoolException.LoadFailed failed -> failed.reason();
        default -> new EngineException.Unavailable(String.valueOf(last.getMessage()), last);
      };
    }

    @Override
    public void close() {
      if (lease != null) {
        lease.close();
      }
    }
  }
}
