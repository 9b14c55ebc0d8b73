package sarai.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.whisper.Decoding;
import sarai.engine.whisper.WhisperLibrary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A library alone in a process of its own, without detector and spans: the baseline of the speech
/// suite and the points of its curve.
public final class BareWhisper {
  private BareWhisper() {}

  /// How to decode.
  ///
  /// @param shortened whether the encoder computes the clip only, not its whole window
  /// @param language whether the language is told
  /// @param spinning whether threads wait for each other by spinning
  record How(
      WhisperLibrary.Kind library,
      Path model,
      int threads,
      int beams,
      boolean shortened,
      boolean language,
      boolean spinning) {
    @Override
    public String toString() {
      return "%s, %s, %s, %s, %d threads%s, language %s"
          .formatted(
              library == WhisperLibrary.Kind.ONNX ? "ONNX Runtime" : "whisper.cpp",
              shortened ? "short context" : "whole window",
              beams > 1 ? beams + " beams" : "greedy",
              String.valueOf(model.getFileName()).replaceAll("[0-9a-f]{60,}", "Q8_0"),
              threads,
              spinning ? " that spin" : "",
              language ? "told" : "found");
    }

    How withBeams(int count) {
      return new How(library, model, threads, count, shortened, language, spinning);
    }

    How withThreads(int count) {
      return new How(library, model, count, beams, shortened, language, spinning);
    }

    How withModel(Path other) {
      return new How(library, other, threads, beams, shortened, language, spinning);
    }

    How whole() {
      return new How(library, model, threads, beams, false, language, spinning);
    }

    How findingLanguage() {
      return new How(library, model, threads, beams, shortened, false, spinning);
    }

    How spinningOnes() {
      return new How(library, model, threads, beams, shortened, language, true);
    }
  }

  /// What came of one clip.
  record Heard(String text, double wallSeconds, double cpuSeconds) {}

  /// Runs a process over all clips, after one that is not counted.
  static List<Heard> run(How how, List<SpeechClip> clips) throws IOException, InterruptedException {
    List<String> command = command(how);
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

  private static List<String> command(How how) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            BareWhisper.class.getName(),
            how.model().toString(),
            String.valueOf(how.threads()),
            String.valueOf(how.beams()),
            String.valueOf(how.shortened()),
            how.library().name()));
  }

  /// @param arguments model, threads, beams, whether the context is short, library, then
  ///   LANGUAGE:FILE…
  public static void main(String[] arguments) throws IOException {
    WhisperLibrary.Kind kind = WhisperLibrary.Kind.valueOf(arguments[4]);
    int threads = Integer.parseInt(arguments[1]);
    try (WhisperLibrary whisper = WhisperLibrary.open(kind, Path.of(arguments[0]), threads)) {
      for (int i = 4; i < arguments.length; i++) {
        String[] clip = arguments[Math.max(5, i)].split(":", 2);
        float[] samples = samples(Path.of(clip[1]));
        Decoding how =
            Decoding.of(samples.length, clip[0]).withBeams(Integer.parseInt(arguments[2]));
        boolean shortened = Boolean.parseBoolean(arguments[3]);
        String line = listen(whisper, shortened ? how : how.whole(), samples);
        if (i > 4) {
          System.out.println(line);
        }
      }
    }
  }

  private static String listen(WhisperLibrary whisper, Decoding how, float[] samples)
      throws IOException {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long wall = System.nanoTime();
    long cpu = system.getProcessCpuTime();
    List<Segment> heard = whisper.search(how, samples);
    double wallSeconds = (System.nanoTime() - wall) / 1e9;
    double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
    return JsonMapper.shared()
        .createObjectNode()
        .put("text", heard.stream().map(Segment::text).collect(Collectors.joining()))
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
