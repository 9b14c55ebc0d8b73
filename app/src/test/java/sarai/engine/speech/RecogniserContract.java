package sarai.engine.speech;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sarai.engine.EngineException;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.SpeechModel.Span;
import sarai.engine.SpeechModel.Transcript;
import sarai.media.AudioDecoder;
import sarai.media.AudioLimits;
import sarai.media.Ffmpeg;
import sarai.media.Sound;
import sarai.testing.RealEngine;
import sarai.units.Bytes;

/// What everything that writes speech down must do, whatever it hears: run over both recognisers,
/// with scripted and with real engines.
@Timeout(300)
public abstract class RecogniserContract {
  private static final int LEAD = Sound.RATE;
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final Ffmpeg NO_FFMPEG =
      new Ffmpeg(Optional::empty, Ffmpeg.Limits.standard(), ProcessBuilder::start);

  @TempDir protected Path folder;

  private Path pcm = Path.of("");
  private long samples;

  /// The recogniser under test; it hears the recording of a person.
  ///
  /// @param scratch an empty folder for what it sends
  protected abstract Recogniser recogniser(Path scratch) throws Exception;

  /// A second of nothing, then a person, then a second of nothing.
  @BeforeEach
  void sound() throws Exception {
    AudioLimits limits = new AudioLimits(Bytes.ofMegabytes(10), LONG, LONG);
    Path file = RealEngine.repository("samples/en-quilter.wav");
    try (Sound sound = new AudioDecoder(NO_FFMPEG, limits, folder).decode(file)) {
      samples = sound.samples();
      byte[] said = Files.readAllBytes(sound.pcm());
      ByteBuffer all =
          ByteBuffer.allocate(said.length + 2 * LEAD * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      pcm = Files.write(folder.resolve("padded.f32"), all.put(LEAD * Float.BYTES, said).array());
    }
  }

  private Span span(@Nullable String language) {
    return span(language, null);
  }

  protected final Span span(@Nullable String language, @Nullable String prompt) {
    return new Span(pcm, LEAD, LEAD + samples, language, prompt);
  }

  protected final Recogniser recogniser() throws Exception {
    return recogniser(Files.createDirectories(folder.resolve("scratch")));
  }

  @Test
  void wordsComeWithTimesFromTheBeginningOfTheFile() throws Exception {
    Transcript heard = recogniser().transcribe(span("en"), _ -> {});
    assertThat(heard.segments()).isNotEmpty().allSatisfy(it -> assertThat(it.text()).isNotBlank());
    double end = 1.0;
    for (Segment segment : heard.segments()) {
      assertThat(segment.startSeconds()).isGreaterThanOrEqualTo(end);
      assertThat(segment.endSeconds()).isGreaterThanOrEqualTo(segment.startSeconds());
      end = segment.endSeconds();
    }
    assertThat(end).isLessThanOrEqualTo((LEAD + samples) / (double) Sound.RATE + 0.02);
  }

  @Test
  void partsAreToldInOrderBeforeTheWhole() throws Exception {
    List<Segment> partial = new ArrayList<>();
    Transcript heard = recogniser().transcribe(span("en"), partial::add);
    assertThat(partial).isEqualTo(heard.segments());
  }

  @Test
  void languageIsTheGivenOneOrFound() throws Exception {
    Recogniser recogniser = recogniser();
    assertThat(recogniser.transcribe(span("es"), _ -> {}).language()).isEqualTo("es");
    assertThat(recogniser.transcribe(span(null), _ -> {}).language()).matches("[a-z]{2}");
  }

  @Test
  void textThatCameBeforeIsNotSaidAgainHoweverLong() throws Exception {
    String before = "Once upon a time there was a king. ".repeat(100);
    Transcript heard = recogniser().transcribe(span("en", before), _ -> {});
    assertThat(heard.segments())
        .isNotEmpty()
        .noneSatisfy(it -> assertThat(it.text()).contains("king"));
  }

  @Test
  void oneHearsManySpansAndTheSameTwice() throws Exception {
    Recogniser recogniser = recogniser();
    Transcript first = recogniser.transcribe(span("en"), _ -> {});
    Transcript second = recogniser.transcribe(span("en"), _ -> {});
    assertThat(second.segments()).hasSameSizeAs(first.segments());
    assertThat(second.segments().getFirst().startSeconds())
        .isCloseTo(first.segments().getFirst().startSeconds(), within(0.1));
  }

  @Test
  void nothingStaysInTheScratchFolder() throws Exception {
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    recogniser(scratch).transcribe(span("en"), _ -> {});
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void aSpoolFileThatIsGoneIsAnErrorAndTheNextSpanIsHeard() throws Exception {
    Recogniser recogniser = recogniser();
    Span gone = new Span(folder.resolve("gone.f32"), 0, Sound.RATE, "en", null);
    assertThatThrownBy(() -> recogniser.transcribe(gone, _ -> {}))
        .isInstanceOf(EngineException.class)
        .as("another model may do better")
        .isNotInstanceOf(EngineException.BadRequest.class);
    assertThat(recogniser.transcribe(span("en"), _ -> {}).segments()).isNotEmpty();
  }
}
