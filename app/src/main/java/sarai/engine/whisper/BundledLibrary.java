package sarai.engine.whisper;

import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.engine.SpeechModel.Segment;

/// The whisper.cpp inside whisper-jni: for every platform, of 2024. It tells the language that it
/// found in its log only.
final class BundledLibrary implements WhisperLibrary {
  private static final int MULTIPLE = 64;
  private static final Pattern DETECTED = Pattern.compile("auto-detected language: (\\w+)");

  private final WhisperJNI whisper;
  private final WhisperContext context;
  private volatile @Nullable String detected;

  private BundledLibrary(WhisperJNI whisper, WhisperContext context) {
    this.whisper = whisper;
    this.context = context;
    WhisperJNI.setLibraryLogger(this::hear);
  }

  static BundledLibrary open(Path model) throws IOException {
    WhisperJNI.loadLibrary();
    WhisperJNI whisper = new WhisperJNI();
    WhisperContext context = whisper.init(model);
    if (context == null) {
      throw new IOException("whisper.cpp does not take " + model);
    }
    return new BundledLibrary(whisper, context);
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
  public void compute(Decoding how, float[] samples) throws IOException {
    detected = null;
    WhisperLibrary.check(whisper.full(context, parameters(how), samples, samples.length), samples);
  }

  @Override
  public int count() {
    return whisper.fullNSegments(context);
  }

  @Override
  public Segment segment(int index) {
    return new Segment(
        whisper.fullGetSegmentTimestamp0(context, index) / 100.0,
        whisper.fullGetSegmentTimestamp1(context, index) / 100.0,
        whisper.fullGetSegmentText(context, index));
  }

  @Override
  public boolean tellsProbability() {
    return false;
  }

  @Override
  public double meanLogProbability() {
    return Double.NaN;
  }

  @Override
  public @Nullable String language() {
    return detected;
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

  private static WhisperFullParams parameters(Decoding how) {
    WhisperFullParams parameters =
        new WhisperFullParams(
            how.beams() > 1 ? WhisperSamplingStrategy.BEAN_SEARCH : WhisperSamplingStrategy.GREEDY);
    parameters.nThreads = how.threads();
    parameters.language = how.language();
    parameters.detectLanguage = how.onlyLanguage();
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
