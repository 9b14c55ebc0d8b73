package sarai.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The EXIF orientation of a picture, read from its first bytes. Never fails: what cannot be read
/// is upright.
final class Exif {
  static final int UPRIGHT = 1;

  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;
  private static final byte[] MARKER = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private Exif() {}

  /// @param head the first bytes of the file, as many as are at hand
  /// @return 1 to 8
  static int orientation(byte[] head, MediaType type) {
    ByteBuffer in = ByteBuffer.wrap(head);
    int tiff =
        switch (type) {
          case JPEG -> inJpeg(in);
          case PNG -> inPng(in);
          case WEBP -> inWebp(in);
          case TIFF -> 0;
          default -> -1;
        };
    return tiff < 0 ? UPRIGHT : inTiff(in, tiff);
  }

  private static int inJpeg(ByteBuffer in) {
    int at = 2;
    while (at + 4 <= in.limit() && (in.get(at) & 0xFF) == 0xFF) {
      int marker = in.get(at + 1) & 0xFF;
      int length = in.getShort(at + 2) & 0xFFFF;
      if (marker == 0xE1 && startsWith(in, at + 4, MARKER)) {
        return at + 4 + MARKER.length;
      }
      if (marker == 0xDA || length < 2) {
        return -1;
      }
      at += 2 + length;
    }
    return -1;
  }

  private static int inPng(ByteBuffer in) {
    long at = 8;
    while (at + 12 <= in.limit()) {
      long length = in.getInt((int) at) & 0xFFFFFFFFL;
      if (startsWith(in, (int) at + 4, "eXIf".getBytes(StandardCharsets.US_ASCII))) {
        return (int) at + 8;
      }
      at += 12 + length;
    }
    return -1;
  }

  private static int inWebp(ByteBuffer in) {
    long at = 12;
    while (at + 8 <= in.limit()) {
      long length = Integer.reverseBytes(in.getInt((int) at + 4)) & 0xFFFFFFFFL;
      if (startsWith(in, (int) at, "EXIF".getBytes(StandardCharsets.US_ASCII))) {
        int data = (int) at + 8;
        return startsWith(in, data, MARKER) ? data + MARKER.length : data;
      }
      at += 8 + length + (length & 1);
    }
    return -1;
  }

  private static int inTiff(ByteBuffer in, int start) {
    if (start + 8 > in.limit()) {
      return UPRIGHT;
    }
    ByteBuffer tiff = in.slice(start, in.limit() - start);
    short order = tiff.getShort(0);
    if (order != 0x4949 && order != 0x4D4D) {
      return UPRIGHT;
    }
    tiff.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = tiff.getInt(4) & 0xFFFFFFFFL;
    return directory + 2 > tiff.limit() ? UPRIGHT : inDirectory(tiff, (int) directory);
  }

  private static int inDirectory(ByteBuffer tiff, int directory) {
    int entries = tiff.getShort(directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if (entry + 12 > tiff.limit()) {
        return UPRIGHT;
      }
      if ((tiff.getShort(entry) & 0xFFFF) == ORIENTATION && tiff.getShort(entry + 2) == SHORT) {
        int value = tiff.getShort(entry + 8) & 0xFFFF;
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  private static boolean startsWith(ByteBuffer in, int at, byte[] word) {
    if (at < 0 || at + word.length > in.limit()) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (in.get(at + i) != word[i]) {
        return false;
      }
    }
    return true;
  }
}
