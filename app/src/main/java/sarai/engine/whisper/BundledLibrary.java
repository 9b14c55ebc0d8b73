package sarai.engine.whisper;

import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sarai.engine.SpeechModel.Segment;

/// The whisper.cpp inside whisper-jni: for every platform, of 2024. It tells the language that it
/// found in its log only.
final class BundledLibrary implements WhisperLibrary {
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
    return "whisper-jni: " + whisper.getSystemInfo();
  }

  @Override
  public void compute(Decoding how, float[] samples) throws IOException {
    detected = null;
    int code = whisper.full(context, parameters(how), samples, samples.length);
    if (code != 0) {
      throw new IOException(
          "whisper.cpp failed with code " + code + " on " + samples.length + " samples");
    }
  }

  @Override
  public List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < whisper.fullNSegments(context); i++) {
      segments.add(
          new Segment(
              whisper.fullGetSegmentTimestamp0(context, i) / 100.0,
              whisper.fullGetSegmentTimestamp1(context, i) / 100.0,
              whisper.fullGetSegmentText(context, i)));
    }
    return segments;
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
    parameters.audioCtx = how.audioContext();
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
