package sarai.http;

import io.helidon.http.HttpMediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a `multipart/form-data` body (RFC 7578) as it arrives: one part after the other, of which
/// no more than a buffer is held. Not thread-safe.
final class Multipart {
  private static final int BUFFER = 1 << 16;
  private static final int MOST_PARTS = 64;
  private static final int MOST_HEAD_BYTES = 8192;
  private static final int LONGEST_BOUNDARY = 70;
  private static final Pattern DISPOSITION =
      Pattern.compile("(?i)content-disposition:[ \\t]*form-data[ \\t]*(;.*)");
  private static final Pattern PARAMETER =
      Pattern.compile(";[ \\t]*([^=;\"\\s]++)[ \\t]*=[ \\t]*(?:\"([^\"]*+)\"|([^;\\s]*+))");

  private final InputStream in;
  private final byte[] delimiter;
  private final byte[] buffer = new byte[BUFFER];
  private int start;
  private int end;
  private int parts;
  private @Nullable Content open;

  private Multipart(InputStream in, String boundary) {
    this.in = in;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    // The first delimiter may stand at the very beginning, without the line break before it.
    buffer[end++] = '\r';
    buffer[end++] = '\n';
  }

  /// One part of the form.
  ///
  /// @param fileName as the client called it, for messages only; null for a plain field
  /// @param content to be read before the next part is asked for; what is left is skipped
  record Part(String name, @Nullable String fileName, InputStream content) {}

  /// The body does not keep to the format.
  static final class Malformed extends IOException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super("the multipart body is broken: " + message);
    }
  }

  static boolean isMultipart(Optional<HttpMediaType> type) {
    return type.map(HttpMediaType::mediaType)
        .filter(media -> media.text().equalsIgnoreCase("multipart/form-data"))
        .isPresent();
  }

  /// @param in the body; the caller closes it
  static Multipart of(Optional<HttpMediaType> type, InputStream in) throws Malformed {
    String boundary = type.map(media -> media.parameters().get("boundary")).orElse("");
    if (boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY) {
      throw new Malformed("its content type names no boundary of 1 to 70 characters");
    }
    Multipart body = new Multipart(in, boundary);
    body.open = body.new Content();
    return body;
  }

  /// The next part, or null after the last one.
  @Nullable Part next() throws IOException {
    if (open == null) {
      return null;
    }
    open.skipAll();
    start += delimiter.length;
    String line = line();
    if (line.startsWith("--")) {
      open = null;
      return null;
    }
    if (!line.isBlank()) {
      throw new Malformed("a boundary is followed by other text");
    }
    if (++parts > MOST_PARTS) {
      throw new Malformed("it has more than %d parts".formatted(MOST_PARTS));
    }
    open = new Content();
    return part(open);
  }

  private Part part(InputStream content) throws IOException {
    String disposition = null;
    int head = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      head += line.length();
      Matcher matcher = DISPOSITION.matcher(line);
      if (matcher.matches()) {
        disposition = matcher.group(1);
      }
      if (head > MOST_HEAD_BYTES) {
        throw new Malformed("a part's head has more than %d bytes".formatted(MOST_HEAD_BYTES));
      }
    }
    String name = disposition == null ? null : parameter(disposition, "name");
    if (disposition == null || name == null) {
      throw new Malformed("a part has no name");
    }
    return new Part(name, parameter(disposition, "filename"), content);
  }

  private static @Nullable String parameter(String disposition, String name) {
    Matcher matcher = PARAMETER.matcher(disposition);
    while (matcher.find()) {
      if (matcher.group(1).toLowerCase(Locale.ROOT).equals(name)) {
        String quoted = matcher.group(2);
        return quoted == null ? matcher.group(3) : quoted;
      }
    }
    return null;
  }

  /// A line of a part's head, without its end.
  private String line() throws IOException {
    int length = 0;
    while (true) {
      for (; start + length + 1 < end; length++) {
        if (buffer[start + length] == '\r' && buffer[start + length + 1] == '\n') {
          String line = new String(buffer, start, length, StandardCharsets.UTF_8);
          start += length + 2;
          return line;
        }
      }
      if (length > MOST_HEAD_BYTES) {
        throw new Malformed("a line has more than %d bytes".formatted(MOST_HEAD_BYTES));
      }
      if (!fill()) {
        return lastLine();
      }
    }
  }

  /// The closing delimiter may be the very end of the body.
  private String lastLine() throws Malformed {
    String rest = new String(buffer, start, end - start, StandardCharsets.UTF_8);
    if (!rest.startsWith("--")) {
      throw new Malformed("it ends within a part's head");
    }
    start = end;
    return rest;
  }

  /// Reads more behind what is held.
  ///
  /// @return false at the end of the body
  private boolean fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    int count = in.read(buffer, end, buffer.length - end);
    end += Math.max(0, count);
    return count >= 0;
  }

  /// Bytes up to the next delimiter.
  private final class Content extends InputStream {
    private boolean ended;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int count = Math.min(length, available());
      if (count == 0) {
        return -1;
      }
      System.arraycopy(buffer, start, target, offset, count);
      start += count;
      return count;
    }

    /// Bytes held that surely belong to this part; 0 only at its end.
    @Override
    public int available() throws IOException {
      while (!ended && open == this) {
        int found = delimiterAt();
        if (found > start) {
          return found - start;
        }
        ended = found == start && end - start >= delimiter.length;
        if (!ended && !fill()) {
          throw new Malformed("it ends within a part");
        }
      }
      return 0;
    }

    /// Where the next delimiter begins, or could begin.
    private int delimiterAt() {
      int at = start;
      while (at < end && !beginsDelimiter(at)) {
        at++;
      }
      return at;
    }

    private boolean beginsDelimiter(int at) {
      if (buffer[at] != '\r') {
        return false;
      }
      int length = Math.min(delimiter.length, end - at);
      return Arrays.equals(buffer, at, at + length, delimiter, 0, length);
    }

    private void skipAll() throws IOException {
      for (int count = available(); count > 0; count = available()) {
        start += count;
      }
    }
  }
}
