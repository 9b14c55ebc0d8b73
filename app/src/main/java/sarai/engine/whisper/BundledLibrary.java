package sarai.engine.whisper;

import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.engine.SpeechModel.Segment;

/// The whisper.cpp inside whisper-jni: for every platform, of 2024. It tells the language that it
/// found in its log only.
final class BundledLibrary implements WhisperLibrary {
  private static final int MULTIPLE = 64;

  /// The shortest input that whisper.cpp accepts and does not compute: 10 mel frames.
  private static final int NOTHING = 1760;

  /// 3.84 s, which with the margin are 256 positions. Below 3 s languages are confused (ADR 0119).
  private static final int DETECTION = Listener.RATE * 384 / 100;

  private static final Pattern DETECTED = Pattern.compile("auto-detected language: (\\w+)");

  private final WhisperJNI whisper;
  private final WhisperContext context;
  private final int threads;
  private volatile @Nullable String detected;

  private BundledLibrary(WhisperJNI whisper, WhisperContext context, int threads) {
    this.whisper = whisper;
    this.context = context;
    this.threads = threads;
    WhisperJNI.setLibraryLogger(this::hear);
  }

  static BundledLibrary open(Path model, int threads) throws IOException {
    WhisperJNI.loadLibrary();
    WhisperJNI whisper = new WhisperJNI();
    WhisperContext context = whisper.init(model);
    if (context == null) {
      throw new IOException("whisper.cpp does not take " + model);
    }
    return new BundledLibrary(whisper, context, threads);
  }

  @Override
  public String version() {
    return "whisper-jni, "
        + Stream.of(whisper.getSystemInfo().split("\\|"))
            .filter(feature -> feature.endsWith("= 1 "))
            .map(feature -> feature.replace("= 1", "").strip())
            .collect(Collectors.joining(" "));
  }

  @Override
  public Reading hear(Decoding how, Languages languages, float[] samples) throws IOException {
    String language =
        languages.allowed().size() == 1
            ? languages.first()
            : languages.nearest(detect(languages.first(), samples));
    return new Reading(language, search(how.in(language), samples), Double.NaN);
  }

  @Override
  public List<Segment> search(Decoding how, float[] samples) throws IOException {
    compute(parameters(how), samples);
    return IntStream.range(0, whisper.fullNSegments(context)).mapToObj(this::segment).toList();
  }

  /// Its Java interface gives no single steps: the language is found in the first seconds, over no
  /// more context than they need. whisper.cpp detects with the context of the call before, so one
  /// that computes nothing sets it.
  private @Nullable String detect(String first, float[] samples) throws IOException {
    float[] brief = Arrays.copyOf(samples, Math.min(samples.length, DETECTION));
    Decoding how = Decoding.of(brief.length, first);
    compute(parameters(how), new float[NOTHING]);
    WhisperFullParams parameters = parameters(how.in("auto"));
    parameters.detectLanguage = true;
    compute(parameters, brief);
    return detected;
  }

  private void compute(WhisperFullParams parameters, float[] samples) throws IOException {
    detected = null;
    int code = whisper.full(context, parameters, samples, samples.length);
    if (code != 0) {
      throw new IOException(
          "whisper.cpp failed with code " + code + " on " + samples.length + " samples");
    }
  }

  private Segment segment(int index) {
    return new Segment(
        whisper.fullGetSegmentTimestamp0(context, index) / 100.0,
        whisper.fullGetSegmentTimestamp1(context, index) / 100.0,
        whisper.fullGetSegmentText(context, index));
  }

  @Override
  public void close() {
    context.close();
  }

  private void hear(String line) {
    Matcher match = DETECTED.matcher(line);
    if (match.find()) {
      detected = match.group(1).toLowerCase(Locale.ROOT);
    }
  }

  private WhisperFullParams parameters(Decoding how) {
    WhisperFullParams parameters =
        new WhisperFullParams(
            how.beams() > 1 ? WhisperSamplingStrategy.BEAN_SEARCH : WhisperSamplingStrategy.GREEDY);
    parameters.nThreads = threads;
    parameters.language = how.language();
    parameters.audioCtx = AudioContext.roundedUp(how.audioContext(), MULTIPLE);
    parameters.singleSegment = how.oneSegment();
    parameters.beamSearchBeamSize = how.beams();
    parameters.temperatureInc = how.temperatureStep();
    parameters.initialPrompt = how.prompt();
    parameters.noContext = true;
    parameters.suppressNonSpeechTokens = true;
    parameters.printProgress = false;
    parameters.printTimestamps = false;
    return parameters;
  }
}
