package sarai.media;

import java.io.IOException;
import java.io.InputStream;

/// Reads the PAM pictures that FFmpeg writes: a short text header, then rows of RGBA.
final class Pam {
  private static final int MAX_HEADER_LINE = 64;

  private Pam() {}

  /// The size that the header tells; what follows are the pixels.
  ///
  /// @throws IOException when no picture begins here
  static ImageSize size(InputStream in) throws IOException {
    if (!line(in).equals("P7")) {
      throw new IOException("no picture came out of it");
    }
    int width = 0;
    int height = 0;
    for (String line = line(in); !line.equals("ENDHDR"); line = line(in)) {
      if (line.startsWith("WIDTH ")) {
        width = number(line);
      } else if (line.startsWith("HEIGHT ")) {
        height = number(line);
      }
    }
    return new ImageSize(width, height);
  }

  /// @throws IOException when the stream ends within the picture
  static Pixels pixels(InputStream in, ImageSize size) throws IOException {
    return Pixels.onWhite(size, rows(in, size));
  }

  private static int[] rows(InputStream in, ImageSize size) throws IOException {
    int[] argb = new int[Math.toIntExact(size.pixels())];
    byte[] row = new byte[4 * size.width()];
    for (int y = 0, to = 0; y < size.height(); y++) {
      if (in.readNBytes(row, 0, row.length) < row.length) {
        throw new IOException("it ends within the picture");
      }
      for (int at = 0; at < row.length; at += 4) {
        argb[to++] =
            (row[at + 3] & 0xFF) << 24
                | (row[at] & 0xFF) << 16
                | (row[at + 1] & 0xFF) << 8
                | (row[at + 2] & 0xFF);
      }
    }
    return argb;
  }

  private static int number(String line) throws IOException {
    String digits = line.substring(line.indexOf(' ') + 1);
    if (!digits.matches("\\d{1,9}")) {
      throw new IOException("a picture without a size came out of it");
    }
    return Integer.parseInt(digits);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() >= MAX_HEADER_LINE) {
        throw new IOException("no picture came out of it");
      }
      line.append((char) c);
    }
    return line.toString();
  }
}
