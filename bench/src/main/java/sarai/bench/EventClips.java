package sarai.bench;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
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
import java.util.Random;

/// Draws clips of an empty ground on which one shape is seen for a while, of the kind that the
/// small vision model knows, and has FFmpeg encode them. A model can name the shape only when one
/// of the frames that it is shown was taken in that while.
///
/// @param folder of the clips
/// @param ffmpeg a program that starts it
record EventClips(Path folder, Path ffmpeg) {
  static final int WIDTH = 128;
  static final int HEIGHT = 96;

  /// Frames a second of the clips themselves.
  static final int RATE = 24;

  private static final int RADIUS = 18;
  private static final Color GROUND = new Color(250, 250, 250);

  /// What is seen.
  enum Kind {
    CIRCLE,
    SQUARE,
    TRIANGLE;

    private Shape at(int x, int y) {
      int left = x - RADIUS;
      int top = y - RADIUS;
      int right = x + RADIUS;
      int bottom = y + RADIUS;
      return switch (this) {
        case CIRCLE -> new Ellipse2D.Float(left, top, 2f * RADIUS, 2f * RADIUS);
        case SQUARE -> new Rectangle2D.Float(left, top, 2f * RADIUS, 2f * RADIUS);
        case TRIANGLE ->
            new Polygon(new int[] {x, right, left}, new int[] {top, bottom, bottom}, 3);
      };
    }
  }

  /// In which colour. Never yellow: a yellow shape is what the small model says of an empty ground.
  enum Colour {
    RED(214, 39, 40),
    BLUE(31, 80, 200),
    GREEN(30, 150, 50);

    private final Color paint;

    Colour(int red, int green, int blue) {
      this.paint = new Color(red, green, blue);
    }
  }

  /// A shape and the time in which it is seen.
  ///
  /// @param start seconds after the beginning of the clip
  /// @param seconds how long it is seen
  /// @param clipSeconds how long the clip is
  record Event(
      Kind kind, Colour colour, Place place, double start, double seconds, double clipSeconds) {
    /// Anything, anywhere, at any time.
    static Event any(Random random, double seconds, double clipSeconds) {
      Kind kind = any(random, List.of(Kind.values()));
      Colour colour = any(random, List.of(Colour.values()));
      int x = random.nextInt(RADIUS, WIDTH - RADIUS);
      int y = random.nextInt(RADIUS, HEIGHT - RADIUS);
      double start = random.nextDouble() * (clipSeconds - seconds);
      return new Event(kind, colour, new Place(x, y), start, seconds, clipSeconds);
    }

    private static <T> T any(Random random, List<T> of) {
      return of.get(random.nextInt(of.size()));
    }

    boolean isSeen(int frame) {
      double at = (double) frame / RATE;
      return at >= start && at < start + seconds;
    }

    BufferedImage frame(int index) {
      BufferedImage frame = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
      Graphics2D drawing = frame.createGraphics();
      drawing.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      drawing.setColor(GROUND);
      drawing.fillRect(0, 0, WIDTH, HEIGHT);
      if (isSeen(index)) {
        drawing.setColor(colour.paint);
        drawing.fill(kind.at(place.x, place.y));
      }
      drawing.dispose();
      return frame;
    }

    int frames() {
      return (int) Math.round(clipSeconds * RATE);
    }

    /// Whether shape and colour are both named.
    boolean isNamedIn(String answer) {
      List<String> words = PlainAnswer.of(answer).words();
      return words.contains(kind.name().toLowerCase(Locale.ROOT))
          && words.contains(colour.name().toLowerCase(Locale.ROOT));
    }
  }

  /// Its centre, in pixels.
  record Place(int x, int y) {}

  /// The clip as an H.264 file.
  Path encode(Event event, String name) throws IOException, InterruptedException {
    Path file = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of(ffmpeg.toString(), "-v", "error", "-y"));
    command.addAll(List.of("-f", "rawvideo", "-pix_fmt", "bgr24"));
    command.addAll(List.of("-s", WIDTH + "x" + HEIGHT, "-r", "" + RATE, "-i", "-"));
    command.addAll(List.of("-pix_fmt", "yuv420p", file.toString()));
    Path said = folder.resolve("ffmpeg.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try (OutputStream in = process.getOutputStream()) {
      for (int i = 0; i < event.frames(); i++) {
        in.write(((DataBufferByte) event.frame(i).getRaster().getDataBuffer()).getData());
      }
    }
    if (process.waitFor() != 0) {
      throw new IOException(
          "%s failed: %s".formatted(command, Files.readString(said, StandardCharsets.UTF_8)));
    }
    return file;
  }
}
