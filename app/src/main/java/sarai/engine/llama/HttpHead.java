package sarai.engine.llama;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The status line and headers of a reply.
///
/// @param headers by lower-case name; of repeated ones the last
record HttpHead(int status, Map<String, String> headers) {
  private static final int LONGEST_LINE = 8192;
  private static final int MOST_LINES = 100;

  /// Reads one, skipping interim replies.
  static HttpHead read(HttpInput in) throws IOException {
    HttpHead head = readOne(in);
    for (int interim = 0; head.status < 200 && interim < 10; interim++) {
      head = readOne(in);
    }
    return head;
  }

  private static HttpHead readOne(HttpInput in) throws IOException {
    int status = status(in.readLine(LONGEST_LINE));
    Map<String, String> headers = new HashMap<>();
    String line = in.readLine(LONGEST_LINE);
    for (int count = 0; !line.isEmpty(); count++) {
      int colon = line.indexOf(':');
      if (colon <= 0 || count >= MOST_LINES) {
        throw new IOException(
            colon <= 0 ? "a header has no name" : "more than " + MOST_LINES + " headers");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      line = in.readLine(LONGEST_LINE);
    }
    return new HttpHead(status, headers);
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      throw new IOException("not an HTTP/1.1 reply");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  boolean isChunked() {
    return "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
  }

  /// Length of the body, or −1 when it lasts until the connection ends.
  long length() throws IOException {
    String value = headers.get("content-length");
    if (value == null) {
      return status == 204 || status == 304 ? 0 : -1;
    }
    if (!value.matches("\\d{1,18}")) {
      throw new IOException("content-length is no number");
    }
    return Long.parseLong(value);
  }

  /// Whether the connection may be used again once the body is read. Never after a chunked body:
  /// llama-server closes the connection after a streamed answer without saying so.
  boolean keepsAlive() throws IOException {
    return !isChunked() && length() >= 0 && !"close".equalsIgnoreCase(header("connection"));
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }
}
