package sarai.media;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/// The characters of a base64 text as bytes, without copying them: line breaks and blanks are left
/// out, and the URL alphabet becomes the plain one.
final class Base64Text extends InputStream {
  private final String text;
  private int at;

  Base64Text(String text, int from) {
    this.text = text;
    this.at = from;
  }

  @Override
  public int read() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c > ' ') {
        return plain(c);
      }
    }
    return -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int count = 0;
    while (count < length) {
      int next = read();
      if (next < 0) {
        return count == 0 ? -1 : count;
      }
      target[offset + count++] = (byte) next;
    }
    return count;
  }

  private static int plain(char c) {
    return switch (c) {
      case '-' -> '+';
      case '_' -> '/';
      default -> c < 128 ? c : '!';
    };
  }

  /// What the text stands for; reads throw [Malformed] where it is not base64.
  static InputStream decoded(String text, int from) {
    return new Decoded(Base64.getDecoder().wrap(new Base64Text(text, from)));
  }

  /// The text is not base64.
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    private Malformed(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private static final class Decoded extends FilterInputStream {
    private Decoded(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return in.read(target, offset, length);
      } catch (IOException e) {
        throw new Malformed(e);
      }
    }
  }
}
