package sarai.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// A decoded picture: opaque, upright, 8 bits a channel. Owns its array; not thread-safe.
final class Pixels {
  private static final byte[] PNG_MAGIC = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
  private static final int WHITE = 255;

  private final ImageSize size;
  private final int[] rgb;

  /// @param rgb one `0xRRGGBB` a pixel, row by row; not copied
  Pixels(ImageSize size, int[] rgb) {
    this.size = size;
    this.rgb = rgb;
  }

  ImageSize size() {
    return size;
  }

  int[] rgb() {
    return rgb;
  }

  /// @param bytes red, green, blue of each pixel, row by row
  static Pixels ofRgb(ImageSize size, byte[] bytes) {
    int[] rgb = new int[Math.toIntExact(size.pixels())];
    for (int i = 0, at = 0; i < rgb.length; i++, at += 3) {
      rgb[i] = (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
    }
    return new Pixels(size, rgb);
  }

  /// Lays `0xAARRGGBB` pixels (not premultiplied) on white, in place.
  static Pixels onWhite(ImageSize size, int[] argb) {
    for (int i = 0; i < argb.length; i++) {
      int alpha = argb[i] >>> 24;
      argb[i] = alpha == 255 ? argb[i] & 0xFFFFFF : blended(argb[i], alpha);
    }
    return new Pixels(size, argb);
  }

  private static int blended(int argb, int alpha) {
    return over(argb >> 16 & 0xFF, alpha) << 16
        | over(argb >> 8 & 0xFF, alpha) << 8
        | over(argb & 0xFF, alpha);
  }

  private static int over(int channel, int alpha) {
    return (channel * alpha + WHITE * (255 - alpha) + 127) / 255;
  }

  /// The picture turned upright.
  ///
  /// @param orientation of EXIF, 1 to 8; anything else leaves it as it is
  Pixels upright(int orientation) {
    if (orientation < 2 || orientation > 8) {
      return this;
    }
    ImageSize to = orientation >= 5 ? size.turned() : size;
    int[] out = new int[rgb.length];
    for (int y = 0; y < to.height(); y++) {
      for (int x = 0; x < to.width(); x++) {
        out[y * to.width() + x] = rgb[source(x, y, orientation)];
      }
    }
    return new Pixels(to, out);
  }

  /// Where the pixel that stands at x, y upright lies in the stored rows.
  private int source(int x, int y, int orientation) {
    int right = size.width() - 1;
    int bottom = size.height() - 1;
    return switch (orientation) {
      case 2 -> at(right - x, y);
      case 3 -> at(right - x, bottom - y);
      case 4 -> at(x, bottom - y);
      case 5 -> at(y, x);
      case 6 -> at(y, bottom - x);
      case 7 -> at(right - y, bottom - x);
      default -> at(right - y, x);
    };
  }

  private int at(int x, int y) {
    return y * size.width() + x;
  }

  /// The picture as a PNG, written for speed: each row as its difference from the one above.
  byte[] png() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(rgb.length);
    out.write(PNG_MAGIC);
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(size.width()).putInt(size.height()).put(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.array());
    chunk(out, "IDAT", deflated());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private byte[] deflated() throws IOException {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    ByteArrayOutputStream out = new ByteArrayOutputStream(rgb.length);
    try (OutputStream rows = new DeflaterOutputStream(out, deflater, 1 << 16)) {
      byte[] row = new byte[1 + 3 * size.width()];
      for (int y = 0; y < size.height(); y++) {
        filter(y, row);
        rows.write(row);
      }
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  /// PNG's filter 2: each byte less the one above.
  private void filter(int y, byte[] row) {
    row[0] = 2;
    int start = y * size.width();
    for (int x = 0, to = 1; x < size.width(); x++) {
      int here = rgb[start + x];
      int above = y == 0 ? 0 : rgb[start - size.width() + x];
      row[to++] = (byte) ((here >> 16) - (above >> 16));
      row[to++] = (byte) ((here >> 8) - (above >> 8));
      row[to++] = (byte) (here - above);
    }
  }

  private static void chunk(ByteArrayOutputStream out, String name, byte[] data)
      throws IOException {
    byte[] type = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(type);
    crc.update(data);
    out.write(ByteBuffer.allocate(4).putInt(data.length).array());
    out.write(type);
    out.write(data);
    out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
