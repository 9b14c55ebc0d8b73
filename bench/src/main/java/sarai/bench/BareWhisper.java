package sarai.bench;

import com.sun.management.OperatingSystemMXBean;
import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperFullParams;
import io.github.givimad.whisperjni.WhisperJNI;
import io.github.givimad.whisperjni.WhisperSamplingStrategy;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The library alone, as others call it, in a process of its own: the baseline of the speech suite
/// and the points of its curve.
public final class BareWhisper {
  private static final int RATE = 16_000;
  private static final int STEP = 320;
  private static final int WHOLE = 1500;
  private static final int MARGIN = 64;

  private BareWhisper() {}

  /// How to decode.
  ///
  /// @param shortened whether the encoder computes the clip only, not its whole window
  /// @param language whether the language is told
  /// @param spinning whether threads wait for each other by spinning
  record Decoding(
      Path model, int threads, int beams, boolean shortened, boolean language, boolean spinning) {
    @Override
    public String toString() {
      return "%s, %s, %s, %d threads%s, language %s"
          .formatted(
              shortened ? "short context" : "whole window",
              beams > 1 ? beams + " beams" : "greedy",
              String.valueOf(model.getFileName()).replaceAll("[0-9a-f]{60,}", "Q8_0"),
              threads,
              spinning ? " that spin" : "",
              language ? "told" : "found");
    }
  }

  /// What came of one clip.
  record Heard(String text, double wallSeconds, double cpuSeconds) {}

  /// Runs a process over all clips, after one that is not counted.
  static List<Heard> run(Decoding how, List<SpeechClip> clips)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BareWhisper.class.getName(),
                how.model().toString(),
                String.valueOf(how.threads()),
                String.valueOf(how.beams()),
                String.valueOf(how.shortened())));
    for (SpeechClip clip : clips) {
      command.add((how.language() ? clip.language() : "auto") + ":" + clip.pcm());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("OMP_WAIT_POLICY", how.spinning() ? "active" : "passive");
    Process process = builder.start();
    List<Heard> heard = new ArrayList<>();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    for (String line : out.lines().filter(it -> it.startsWith("{")).toList()) {
      JsonNode json = JsonMapper.shared().readTree(line);
      heard.add(
          new Heard(
              json.path("text").stringValue(),
              json.path("wall").doubleValue(),
              json.path("cpu").doubleValue()));
    }
    if (process.waitFor() != 0 || heard.size() != clips.size()) {
      throw new IOException("the library alone ended with code " + process.exitValue());
    }
    return heard;
  }

  /// @param arguments model, threads, beams, whether the context is short, then LANGUAGE:FILE…
  public static void main(String[] arguments) throws IOException {
    WhisperJNI.loadLibrary();
    WhisperJNI.setLibraryLogger(null);
    WhisperJNI whisper = new WhisperJNI();
    int threads = Integer.parseInt(arguments[1]);
    int beams = Integer.parseInt(arguments[2]);
    boolean shortened = Boolean.parseBoolean(arguments[3]);
    try (WhisperContext context = whisper.init(Path.of(arguments[0]))) {
      for (int i = 3; i < arguments.length; i++) {
        String[] clip = arguments[Math.max(4, i)].split(":", 2);
        float[] samples = samples(Path.of(clip[1]));
        WhisperFullParams parameters = parameters(threads, beams, shortened, samples.length);
        parameters.language = clip[0];
        String line = listen(whisper, context, parameters, samples);
        if (i > 3) {
          System.out.println(line);
        }
      }
    }
  }

  private static WhisperFullParams parameters(
      int threads, int beams, boolean shortened, int samples) {
    WhisperFullParams parameters =
        new WhisperFullParams(
            beams > 1 ? WhisperSamplingStrategy.BEAN_SEARCH : WhisperSamplingStrategy.GREEDY);
    parameters.nThreads = threads;
    parameters.beamSearchBeamSize = beams;
    parameters.noContext = true;
    parameters.suppressNonSpeechTokens = true;
    parameters.printProgress = false;
    parameters.printTimestamps = false;
    if (shortened) {
      int needed = Math.ceilDiv(samples, STEP) + MARGIN;
      parameters.audioCtx = Math.min(WHOLE, Math.ceilDiv(needed, MARGIN) * MARGIN);
      parameters.singleSegment = samples <= 12 * RATE;
    }
    return parameters;
  }

  private static String listen(
      WhisperJNI whisper, WhisperContext context, WhisperFullParams parameters, float[] samples) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long wall = System.nanoTime();
    long cpu = system.getProcessCpuTime();
    whisper.full(context, parameters, samples, samples.length);
    double wallSeconds = (System.nanoTime() - wall) / 1e9;
    double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < whisper.fullNSegments(context); i++) {
      text.append(whisper.fullGetSegmentText(context, i));
    }
    return JsonMapper.shared()
        .createObjectNode()
        .put("text", text.toString())
        .put("wall", wallSeconds)
        .put("cpu", cpuSeconds)
        .toString();
  }

  private static float[] samples(Path pcm) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(pcm)).order(ByteOrder.LITTLE_ENDIAN);
    float[] samples = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(samples);
    return samples;
  }
}
