package sarai.bench;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Draws clips of one shape that moves, of the kind that the small vision model knows, and has
/// FFmpeg encode them. At the edge the shape begins again at the other side, so that a clip may
/// hold several crossings, and too few frames of it show another way than the true one.
///
/// @param folder of the clips
/// @param ffmpeg a program that starts it
record MotionClips(Path folder, Path ffmpeg) {
  static final int WIDTH = 128;
  static final int HEIGHT = 96;
  static final int RATE = 16;
  private static final int RADIUS = 18;
  private static final Color GROUND = new Color(250, 250, 250);

  /// Where to.
  enum Way {
    RIGHT(1, 0),
    LEFT(-1, 0),
    UP(0, -1),
    DOWN(0, 1);

    private final int x;
    private final int y;

    Way(int x, int y) {
      this.x = x;
      this.y = y;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param crossingSeconds from one edge to the other
  /// @param start part of a crossing that is over when the clip begins, so that where the shape
  ///   first stands does not tell its way
  record Motion(
      Way way, boolean round, Color colour, double crossingSeconds, double start, double seconds) {
    BufferedImage frame(int index) {
      BufferedImage frame = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
      Graphics2D drawing = frame.createGraphics();
      drawing.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      drawing.setColor(GROUND);
      drawing.fillRect(0, 0, WIDTH, HEIGHT);
      drawing.setColor(colour);
      int x = centre(index, way.x, WIDTH) - RADIUS;
      int y = centre(index, way.y, HEIGHT) - RADIUS;
      if (round) {
        drawing.fillOval(x, y, 2 * RADIUS, 2 * RADIUS);
      } else {
        drawing.fillRect(x, y, 2 * RADIUS, 2 * RADIUS);
      }
      drawing.dispose();
      return frame;
    }

    private int centre(int index, int step, int length) {
      double passed = start + (double) index / RATE / crossingSeconds;
      double part = step == 0 ? 0.5 : passed - Math.floor(passed);
      double along = step < 0 ? 1 - part : part;
      return (int) Math.round(RADIUS + along * (length - 2 * RADIUS));
    }

    int frames() {
      return (int) Math.round(seconds * RATE);
    }
  }

  /// The clip as an H.264 file.
  Path encode(Motion motion, String name) throws IOException, InterruptedException {
    Path file = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of(ffmpeg.toString(), "-v", "error", "-y"));
    command.addAll(List.of("-f", "rawvideo", "-pix_fmt", "bgr24"));
    command.addAll(List.of("-s", WIDTH + "x" + HEIGHT, "-r", "" + RATE, "-i", "-"));
    command.addAll(List.of("-pix_fmt", "yuv420p", file.toString()));
    Path said = folder.resolve("ffmpeg.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try (OutputStream in = process.getOutputStream()) {
      for (int i = 0; i < motion.frames(); i++) {
        in.write(((DataBufferByte) motion.frame(i).getRaster().getDataBuffer()).getData());
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException(
          "%s failed: %s".formatted(command, Files.readString(said, StandardCharsets.UTF_8)));
    }
    return file;
  }
}
