package sarai.engine.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.SpeechModel.Span;
import sarai.engine.SpeechModel.Transcript;
import sarai.media.Sound;
import sarai.media.VoiceActivity.Reason;

class TranscriberTest {
  @TempDir Path folder;

  private final List<Span> spans = new ArrayList<>();

  @Test
  void spansAreJoinedInOrderWithTheLanguageFoundOnce() throws Exception {
    List<Segment> partials = new ArrayList<>();
    try (Sound sound = talk(70)) {
      Transcription heard = new Transcriber(echo(), null, null).transcribe(sound, partials::add);

      assertThat(spans).hasSizeGreaterThan(2);
      assertThat(spans.getFirst().language()).isNull();
      assertThat(spans.getFirst().prompt()).isNull();
      assertThat(spans.subList(1, spans.size()))
          .allMatch(span -> "es".equals(span.language()) && span.prompt() == null);
      assertThat(heard.language()).isEqualTo("es");
      assertThat(heard.seconds()).isEqualTo(70);
      assertThat(heard.segments()).isEqualTo(partials).hasSize(2 * spans.size());
      for (int i = 1; i < partials.size(); i++) {
        assertThat(partials.get(i).startSeconds())
            .isGreaterThanOrEqualTo(partials.get(i - 1).endSeconds());
      }
      assertThat(heard.text()).startsWith("a0 b0 a1 b1");
    }
  }

  @Test
  void timesAreWholeMilliseconds() throws Exception {
    Recogniser sums =
        (_, _) ->
            new Transcript(
                "es", List.of(new Segment(0.1 + 0.2, 1.0004, "a"), new Segment(2, 9, "b")));
    float[] samples = samples(5);
    try (Sound sound = sound(samples.length - 1, samples)) {
      Transcription heard = new Transcriber(sums, null, null).transcribe(sound, _ -> {});
      assertThat(heard.segments())
          .containsExactly(new Segment(0.3, 1, "a"), new Segment(2, 5, "b"));
      assertThat(heard.seconds()).isEqualTo(5);
    }
  }

  @Test
  void silenceIsNeverHeard() throws Exception {
    try (Sound sound = sound(16_000, new float[16_000])) {
      Transcription heard = new Transcriber(echo(), null, null).transcribe(sound, segment -> {});
      assertThat(spans).isEmpty();
      assertThat(heard).isEqualTo(new Transcription(null, 1, List.of(), Reason.SILENCE));
      assertThat(heard.text()).isEmpty();
    }
  }

  @Test
  void wordsThatTheModelDoesNotFindAreNoise() throws Exception {
    Recogniser deaf = (span, partial) -> new Transcript("en", List.of());
    try (Sound sound = talk(5)) {
      assertThat(new Transcriber(deaf, null, null).transcribe(sound, segment -> {}))
          .isEqualTo(new Transcription(null, 5, List.of(), Reason.NOISE));
    }
  }

  /// Says two things of each span, the second running over its end.
  private Recogniser echo() {
    return (span, partial) -> {
      int number = spans.size();
      spans.add(span);
      double from = span.fromSample() / 16e3;
      double to = span.toSample() / 16e3;
      String language = span.language();
      return new Transcript(
          language == null ? "es" : language,
          List.of(
              new Segment(from, from + 1, " a" + number),
              new Segment(from + 1, to + 3, "b" + number + " ")));
    };
  }

  /// Something with the melody and rhythm of speech: three voiced syllables a second, pauses of
  /// half a second every four.
  private Sound talk(int seconds) throws Exception {
    float[] samples = samples(seconds);
    return sound(samples.length, samples);
  }

  private static float[] samples(int seconds) {
    float[] samples = new float[seconds * 16_000];
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      double time = i / 16e3;
      phase += 2 * Math.PI * (140 + 40 * Math.sin(2 * Math.PI * 0.9 * time)) / 16e3;
      double syllable = Math.pow(Math.sin(Math.PI * 3 * time), 2);
      double speaking = time % 4 < 3.5 ? 1 : 0;
      samples[i] = (float) (speaking * syllable * 0.2 * (Math.sin(phase) + Math.sin(2 * phase)));
    }
    return samples;
  }

  private Sound sound(int length, float[] samples) throws Exception {
    ByteBuffer pcm = ByteBuffer.wrap(new byte[length * Float.BYTES]).order(ByteOrder.LITTLE_ENDIAN);
    pcm.asFloatBuffer().put(samples, 0, length);
    return new Sound(
        Files.write(Files.createTempFile(folder, "talk", ".f32"), pcm.array()), length);
  }
}
