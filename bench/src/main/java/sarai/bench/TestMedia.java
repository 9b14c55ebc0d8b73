package sarai.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/// Pictures and clips drawn by FFmpeg for the benchmark.
///
/// @param ffmpeg a script that starts it
record TestMedia(Path folder, Path ffmpeg) {
  /// @param name for people
  record Picture(String name, Path file) {}

  static TestMedia in(Path folder, Bed bed) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(bed.command());
    command.addAll(List.of("doctor", "--script", "ffmpeg", "--data", bed.data().toString()));
    Path script = folder.resolve("ffmpeg");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(script.toFile())
            .start();
    if (process.waitFor() != 0 || !script.toFile().setExecutable(true)) {
      throw new IOException("FFmpeg is not installed: run `./sarai pull --engines`");
    }
    return new TestMedia(folder, script);
  }

  static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  List<Picture> pictures() throws IOException, InterruptedException {
    return List.of(
        new Picture("photo of 12 MP, JPEG", fractal("4000x3000", "photo.jpg")),
        new Picture("picture of 0.9 MP, JPEG", fractal("1280x720", "screen.jpg")),
        new Picture("picture of 0.9 MP, PNG", fractal("1280x720", "screen.png")));
  }

  private Path fractal(String size, String name) throws IOException, InterruptedException {
    return drawn(name, "mandelbrot=start_scale=0.3:s=" + size, "-frames:v", "1", "-q:v", "3");
  }

  Path clip() throws IOException, InterruptedException {
    return drawn("clip.mp4", "testsrc2=s=1280x720:r=25:d=10", "-pix_fmt", "yuv420p");
  }

  /// Small and slow, so that it is soon drawn: its length is what counts.
  Path film() throws IOException, InterruptedException {
    return drawn(
        "film.mp4",
        "testsrc2=s=320x180:r=1:d=7200",
        "-preset",
        "ultrafast",
        "-g",
        "20",
        "-pix_fmt",
        "yuv420p");
  }

  /// A picture of one colour: many pixels in few bytes.
  Path plain(int width, int height, String name) throws IOException, InterruptedException {
    return drawn(name, "color=c=red:s=%dx%d".formatted(width, height), "-frames:v", "1");
  }

  private Path drawn(String name, String source, String... options)
      throws IOException, InterruptedException {
    Path file = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", source));
    arguments.addAll(List.of(options));
    arguments.add(file.toString());
    run(arguments);
    return file;
  }

  /// The picture in that size by FFmpeg's Lanczos filter.
  BufferedImage lanczos(Path picture, int width, int height)
      throws IOException, InterruptedException {
    Path file = folder.resolve("lanczos.png");
    String filter =
        "scale=%d:%d:flags=lanczos+accurate_rnd+full_chroma_int".formatted(width, height);
    run(List.of("-i", picture.toString(), "-vf", filter, file.toString()));
    return ImageIO.read(file.toFile());
  }

  private void run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(ffmpeg.toString(), "-v", "error", "-y"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed: " + said);
    }
  }

  /// Peak signal-to-noise ratio of two pictures of one size, in dB.
  static double psnr(BufferedImage a, BufferedImage b) {
    double squares = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          int difference = (a.getRGB(x, y) >> shift & 0xFF) - (b.getRGB(x, y) >> shift & 0xFF);
          squares += difference * difference;
        }
      }
    }
    return 10 * Math.log10(255 * 255 * 3.0 * a.getWidth() * a.getHeight() / Math.max(1, squares));
  }
}
