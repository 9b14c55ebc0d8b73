package sarai.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import sarai.agent.AnswerException.Kind;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.SaraiConfig;
import sarai.engine.EngineException;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Transcriber;
import sarai.engine.speech.Transcription;
import sarai.media.AudioDecoder;
import sarai.media.AudioException;
import sarai.media.Sound;
import sarai.media.VoiceProsody;
import sarai.pool.ModelPool;
import sarai.pool.PoolException;

/// Listens with the configured speech models. One is leased only when there is speech, and given
/// back before [#hear] returns; one that fails is followed by the next. Thread-safe.
public final class SpeechHearing implements Hearing {
  /// How something is said is measured in sounds up to this long.
  private static final Duration MEASURED = Duration.ofMinutes(2);

  private final ModelPool pool;
  private final List<ModelConfig> models;
  private final AudioDecoder decoder;
  private final Function<String, String> languageOf;
  private final Duration patience;
  private final Path scratch;

  /// @param models that write speech down, best first, as of [#listeners]
  /// @param languageOf tells the language of a text, ISO 639-1
  /// @param patience how long to wait for a speech model
  /// @param scratch folder for what an audio model is sent; it exists
  public SpeechHearing(
      ModelPool pool,
      List<ModelConfig> models,
      AudioDecoder decoder,
      Function<String, String> languageOf,
      Duration patience,
      Path scratch) {
    this.pool = pool;
    this.models = List.copyOf(models);
    this.decoder = decoder;
    this.languageOf = languageOf;
    this.patience = patience;
    this.scratch = scratch;
  }

  /// The models that write speech down: those of role speech in the order of the configuration,
  /// then the audio models that understand speech. The audio model of
  /// `routing.multimodal_variant_selection` comes before all of them where it says
  /// `transcribes_first`.
  public static List<ModelConfig> listeners(SaraiConfig config) {
    Collection<ModelConfig> models = config.models().values();
    SaraiConfig.AudioVariant audio = config.routing().multimodalVariantSelection().audio();
    String first = audio != null && audio.transcribesFirst() ? audio.model() : null;
    return Stream.of(
            models.stream().filter(model -> model.id().equals(first)),
            models.stream().filter(model -> model.role() == ModelRole.SPEECH),
            models.stream().filter(SpeechHearing::understands))
        .flatMap(Function.identity())
        .distinct()
        .toList();
  }

  private static boolean understands(ModelConfig model) {
    return model.role() == ModelRole.AUDIO && model.shape().understandsSpeech();
  }

  @Override
  public Heard hear(
      List<Path> sounds, Wish wish, ModelPool.WaitListener waiting, Consumer<Segment> partial)
      throws AnswerException, InterruptedException {
    try (Ears ears = new Ears(pool, candidates(wish), waiting, patience, languageOf, scratch)) {
      List<Transcription> transcriptions = new ArrayList<>();
      VoiceProsody prosody = null;
      for (Path file : sounds) {
        try (Sound sound = decoder.decode(file)) {
          Transcriber transcriber = new Transcriber(ears, wish.language(), wish.prompt());
          Transcription said = transcriber.transcribe(sound, partial);
          transcriptions.add(said);
          if (prosody == null && said.reason() == null && isShort(sound)) {
            prosody = VoiceProsody.of(sound);
          }
        }
      }
      return new Heard(ears.model(), transcriptions, prosody, ears.failures());
    } catch (EngineException e) {
      throw e.getCause() instanceof PoolException pooled
          ? AnswerException.from(pooled)
          : AnswerException.from(e);
    } catch (AudioException e) {
      throw AnswerException.from(e);
    } catch (IOException e) {
      throw new AnswerException(
          Kind.ENGINE_FAILED, "the media folder cannot be used: " + e.getMessage(), e);
    }
  }

  /// @throws AnswerException when the model that is wished for cannot listen
  private List<ModelConfig> candidates(Wish wish) throws AnswerException {
    String id = wish.model();
    if (id == null) {
      return models;
    }
    List<ModelConfig> named = models.stream().filter(model -> model.id().equals(id)).toList();
    if (named.isEmpty()) {
      throw new AnswerException(
          Kind.UNKNOWN_MODEL,
          "'%s' is no model that writes speech down; there are %s"
              .formatted(id, models.stream().map(ModelConfig::id).toList()));
    }
    return named;
  }

  private static boolean isShort(Sound sound) {
    return sound.duration().compareTo(MEASURED) <= 0;
  }
}
