package sarai.media;

import java.awt.image.Raster;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// JPEGs of four inks, for which the JDK names no colour: cyan, magenta, yellow and black as they
/// are, or the first three as luma and chroma (YCCK). Programs that write Adobe's marker store the
/// inks inverted. Without a colour profile, light is what each ink lets through: `c·k / 255`.
final class FourInks {
  private static final Pattern ADOBE =
      Pattern.compile("\u00FF\u00EE..Adobe.{6}(.)", Pattern.DOTALL);

  private FourInks() {}

  /// @param raster four bands as they are stored
  /// @param head the first bytes of the file
  static Pixels read(Raster raster, byte[] head) {
    Matcher adobe = ADOBE.matcher(new String(head, StandardCharsets.ISO_8859_1));
    boolean isMarked = adobe.find();
    boolean isLuma = isMarked && adobe.group(1).charAt(0) == 2;
    ImageSize size = new ImageSize(raster.getWidth(), raster.getHeight());
    int[] rgb = new int[Math.toIntExact(size.pixels())];
    int[] row = new int[4 * size.width()];
    for (int y = 0, to = 0; y < size.height(); y++) {
      raster.getPixels(0, y, size.width(), 1, row);
      for (int at = 0; at < row.length; at += 4) {
        int light = isLuma ? fromLuma(row, at) : packed(row[at], row[at + 1], row[at + 2]);
        int lit = isMarked ? light : ~light & 0xFFFFFF;
        rgb[to++] = dimmed(lit, isMarked ? row[at + 3] : 255 - row[at + 3]);
      }
    }
    return new Pixels(size, rgb);
  }

  /// The conversion of JFIF.
  private static int fromLuma(int[] row, int at) {
    double blue = row[at + 1] - 128;
    double red = row[at + 2] - 128;
    return packed(
        clamped(row[at] + 1.402 * red),
        clamped(row[at] - 0.344136 * blue - 0.714136 * red),
        clamped(row[at] + 1.772 * blue));
  }

  private static int clamped(double value) {
    return (int) Math.clamp(Math.rint(value), 0, 255);
  }

  private static int dimmed(int rgb, int black) {
    return packed(
        (rgb >> 16 & 0xFF) * black / 255,
        (rgb >> 8 & 0xFF) * black / 255,
        (rgb & 0xFF) * black / 255);
  }

  private static int packed(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }
}
