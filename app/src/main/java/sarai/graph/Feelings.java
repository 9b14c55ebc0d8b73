package sarai.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatRequest;
import sarai.config.SaraiConfig;
import sarai.emotion.CrisisPath;
import sarai.emotion.Emotion;
import sarai.emotion.EmotionReader;
import sarai.emotion.ToneInstructions;
import sarai.emotion.ToneMemory;
import sarai.emotion.VoiceEmotion;
import sarai.feedback.Scope;
import sarai.media.VoiceProsody;

/// How the user seems to feel, over the turns of a conversation, and what follows for the tone of
/// the answer. What it needs (a quarter of a second's work) is read once, when first needed or by
/// [#prepare]. Thread-safe.
public final class Feelings {
  /// Most conversations whose tone is remembered.
  private static final int SESSIONS = 1000;

  /// How much a voice counts beside calibrated words; its measure is a tendency (ADR 0064).
  private static final double VOICE_CONFIDENCE = 0.3;

  private final boolean enabled;
  private final SaraiConfig.Crisis crisis;
  private final ToneMemory memory;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Reading reading;

  private record Reading(EmotionReader reader, ToneInstructions tones, CrisisPath crisis) {
    static Reading bundled(SaraiConfig.Crisis crisis) {
      try {
        return new Reading(
            EmotionReader.bundled(),
            ToneInstructions.bundled(),
            CrisisPath.bundled()
                .withAnswers(crisis.answerEs(), crisis.answerEn())
                .withEmergencyAnswers(crisis.emergencyEs(), crisis.emergencyEn()));
      } catch (IOException e) {
        throw new UncheckedIOException("the program lacks its own files about tone", e);
      }
    }
  }

  public Feelings(SaraiConfig.Tone config, SaraiConfig.Crisis crisis, InstantSource clock) {
    this(config, crisis, new ToneMemory(clock, config.window(), SESSIONS));
  }

  private Feelings(SaraiConfig.Tone config, SaraiConfig.Crisis crisis, ToneMemory memory) {
    this.enabled = config.enabled();
    this.crisis = crisis;
    this.memory = memory;
  }

  /// The same memory under another configuration.
  public Feelings on(SaraiConfig.Tone config, SaraiConfig.Crisis crisis) {
    memory.resize(config.window());
    return new Feelings(config, crisis, memory);
  }

  /// Reads what it needs now.
  public void prepare() {
    reading();
  }

  private Reading reading() {
    Reading known = reading;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      known = reading;
      if (known == null) {
        known = Reading.bundled(crisis);
        reading = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /// What words and voice seem to express; null when tone is off.
  @Nullable Emotion read(String text, @Nullable VoiceProsody voice) {
    if (!enabled) {
      return null;
    }
    Emotion ofWords = reading().reader().read(text);
    return voice == null || voice.pitch() == 0
        ? ofWords
        : ofWords.with(new VoiceEmotion(Math.clamp(voice.arousal(), 0, 1), VOICE_CONFIDENCE));
  }

  /// The fixed answer, when the text holds crisis words; also when tone is off, but not when the
  /// configuration switches it off.
  Optional<String> crisis(String text, String language) {
    return crisis.enabled() ? reading().crisis().answer(text, language) : Optional.empty();
  }

  /// What the answering model is told about tone; empty when nothing special is called for.
  Optional<String> instruction(@Nullable Emotion emotion, String language) {
    return emotion == null ? Optional.empty() : reading().tones().choose(emotion, language);
  }

  void remember(ChatRequest request, @Nullable Emotion emotion) {
    if (request.session() != null && emotion != null) {
      memory.add(request.session(), request.user(), emotion);
    }
  }

  void forget(Scope scope) {
    memory.forget(scope::holds);
  }

  /// The mean valence of a conversation's latest turns, in [0, 1]; empty when too few are known.
  OptionalDouble tone(@Nullable String session) {
    return enabled && session != null ? memory.valence(session) : OptionalDouble.empty();
  }
}
