package sarai.engine.whisper;

import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sarai.media.AudioLevel;

/// The worker's side of a conversation: computes one span at a time. Used by one thread.
final class Listener {
  static final int RATE = 16_000;
  private static final int SHORTEST = RATE * 11 / 10;
  private static final int LONGEST = 30 * RATE;
  private static final int DETECTION = 8 * RATE;
  private static final int BEAMS = 5;
  private static final float TEMPERATURE_STEP = 0.2f;

  /// The shortest input that whisper.cpp accepts and does not compute: 10 mel frames.
  private static final int NOTHING = 1760;

  private static final Pattern DETECTED = Pattern.compile("auto-detected language: (\\w+)");

  private final WhisperJNI whisper;
  private final WhisperContext context;
  private final int threads;
  private final Languages languages;
  private final DataOutputStream out;
  private volatile @Nullable String detected;

  Listener(
      WhisperJNI whisper,
      WhisperContext context,
      int threads,
      List<String> languages,
      DataOutputStream out) {
    this.whisper = whisper;
    this.context = context;
    this.threads = threads;
    this.languages = new Languages(languages);
    this.out = out;
    WhisperJNI.setLibraryLogger(this::hear);
  }

  /// Searches once for words, so that everything is in memory before the model says it is ready.
  /// The library's first search finds worse words than any later one, and takes longer (ADR 0065).
  /// A single pass: silence would make it try at every temperature.
  void warmUp() throws IOException {
    WhisperFullParams parameters = parameters(SHORTEST, languages.first());
    parameters.temperatureInc = 0;
    full(parameters, new float[SHORTEST]);
  }

  void answer(WorkerMessage request) throws IOException {
    if (!(request instanceof WorkerMessage.Listen listen)) {
      throw new IOException("a parent does not say " + request);
    }
    try {
      if (listen.samples() == 0) {
        WorkerMessage.write(out, new WorkerMessage.Finished(detect(new float[SHORTEST])));
      } else {
        answer(listen, samples(listen));
      }
    } catch (IOException e) {
      WorkerMessage.write(out, new WorkerMessage.Failed(String.valueOf(e.getMessage())));
    }
  }

  private void answer(WorkerMessage.Listen listen, float[] samples) throws IOException {
    String language = listen.language() == null ? detect(samples) : listen.language();
    WhisperFullParams parameters = parameters(samples.length, language);
    parameters.initialPrompt = listen.prompt();
    full(parameters, samples);
    double end = (double) listen.samples() / RATE;
    int segments = whisper.fullNSegments(context);
    for (int i = 0; i < segments; i++) {
      double from = Math.min(end, whisper.fullGetSegmentTimestamp0(context, i) / 100.0);
      double to = Math.min(end, whisper.fullGetSegmentTimestamp1(context, i) / 100.0);
      String text = whisper.fullGetSegmentText(context, i);
      WorkerMessage.write(out, new WorkerMessage.Heard(from, Math.max(from, to), text));
    }
    WorkerMessage.write(out, new WorkerMessage.Finished(language));
  }

  /// Finds the language in the first seconds, over no more audio context than they need:
  /// whisper.cpp detects with the context of the call before, so one that computes nothing sets it.
  private String detect(float[] samples) throws IOException {
    float[] first = Arrays.copyOf(samples, Math.min(samples.length, DETECTION));
    full(parameters(first.length, languages.first()), new float[NOTHING]);
    WhisperFullParams parameters = parameters(first.length, "auto");
    parameters.detectLanguage = true;
    detected = null;
    full(parameters, first);
    return languages.nearest(detected);
  }

  private void hear(String line) {
    Matcher match = DETECTED.matcher(line);
    if (match.find()) {
      detected = match.group(1).toLowerCase(Locale.ROOT);
    }
  }

  private WhisperFullParams parameters(int samples, String language) {
    WhisperFullParams parameters = new WhisperFullParams(WhisperSamplingStrategy.BEAN_SEARCH);
    parameters.nThreads = threads;
    parameters.language = language;
    parameters.audioCtx = AudioContext.of(samples);
    parameters.singleSegment = AudioContext.isShort(samples);
    parameters.beamSearchBeamSize = BEAMS;
    parameters.temperatureInc = TEMPERATURE_STEP;
    parameters.noContext = true;
    parameters.suppressNonSpeechTokens = true;
    parameters.printProgress = false;
    parameters.printTimestamps = false;
    return parameters;
  }

  private void full(WhisperFullParams parameters, float[] samples) throws IOException {
    int code = whisper.full(context, parameters, samples, samples.length);
    if (code != 0) {
      throw new IOException(
          "whisper.cpp failed with code " + code + " on " + samples.length + " samples");
    }
  }

  /// The span's samples at a common loudness, with silence behind those that are too short.
  private static float[] samples(WorkerMessage.Listen listen) throws IOException {
    if (listen.samples() < 0 || listen.samples() > LONGEST) {
      throw new IOException("a span of " + listen.samples() + " samples, more than " + LONGEST);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(listen.samples() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(Path.of(listen.pcm()))) {
      long at = listen.fromSample() * Float.BYTES;
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, at + bytes.position()) < 0) {
          throw new IOException("the spool file ends after " + channel.size() + " bytes");
        }
      }
    }
    float[] samples = new float[listen.samples()];
    bytes.flip().asFloatBuffer().get(samples);
    AudioLevel.normalise(samples);
    return samples.length < SHORTEST ? Arrays.copyOf(samples, SHORTEST) : samples;
  }
}
