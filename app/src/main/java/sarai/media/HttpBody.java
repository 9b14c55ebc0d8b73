package sarai.media;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The answer to one GET: status, headers and the body as a stream. Closing it ends the connection.
public final class HttpBody implements AutoCloseable {
  private static final int MAX_LINE = 8192;
  private static final int MAX_HEADERS = 100;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final Socket socket;
  private final int status;
  private final Map<String, String> headers;
  private final InputStream content;

  private HttpBody(Socket socket, int status, Map<String, String> headers, InputStream content) {
    this.socket = socket;
    this.status = status;
    this.headers = headers;
    this.content = content;
  }

  static HttpBody read(Socket socket, InputStream raw) throws IOException {
    InputStream in = new BufferedInputStream(raw);
    int status = status(line(in));
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon < 1 || headers.size() >= MAX_HEADERS) {
        throw new IOException("its headers are not HTTP");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new HttpBody(socket, status, headers, new Framed(in, length(headers), chunked(headers)));
  }

  public InputStream content() {
    return content;
  }

  /// What the server calls it, or an empty text.
  public String contentType() {
    return headers.getOrDefault("content-type", "");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  boolean isRedirect() {
    return REDIRECTS.contains(status);
  }

  String location() throws IOException {
    String location = headers.get("location");
    if (location == null) {
      throw new IOException("status " + status + " without a location");
    }
    return location;
  }

  void requireUsable(URI uri) throws MediaException {
    if (!isRedirect() && status != 200) {
      throw new MediaException.FetchFailed(uri.getHost() + " answered status " + status);
    }
    String encoding = headers.getOrDefault("content-encoding", "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new MediaException.FetchFailed(uri.getHost() + " sent it as " + encoding + " unasked");
    }
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
      throw new IOException("it does not speak HTTP/1.1");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static boolean chunked(Map<String, String> headers) {
    return "chunked".equalsIgnoreCase(headers.getOrDefault("transfer-encoding", ""));
  }

  private static long length(Map<String, String> headers) throws IOException {
    String length = headers.get("content-length");
    if (length == null) {
      return Long.MAX_VALUE;
    }
    if (!length.matches("\\d{1,18}")) {
      throw new IOException("its content-length is not a number");
    }
    return Long.parseLong(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() >= MAX_LINE) {
        throw new IOException(c < 0 ? "it ended before its body" : "a header line is too long");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /// The connection broke, was cut off, or took too long within the body.
  static final class Broken extends IOException {
    private static final long serialVersionUID = 1L;

    private Broken(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /// A body by its length, in chunks, or until the connection ends.
  private static final class Framed extends InputStream {
    private final InputStream in;
    private final boolean chunked;
    private final boolean counted;
    private long left;

    private Framed(InputStream in, long length, boolean chunked) {
      this.in = in;
      this.chunked = chunked;
      this.counted = chunked || length < Long.MAX_VALUE;
      this.left = chunked ? 0 : length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return next(target, offset, length);
      } catch (IOException e) {
        throw new Broken(e);
      }
    }

    private int next(byte[] target, int offset, int length) throws IOException {
      if (chunked && left == 0) {
        left = nextChunk();
      }
      if (left <= 0) {
        return -1;
      }
      int read = in.read(target, offset, (int) Math.min(length, left));
      if (read < 0 && counted) {
        throw new IOException("it was cut off");
      }
      left -= Math.max(read, 0);
      if (chunked && left == 0) {
        line(in);
      }
      return read;
    }

    /// The size of the next chunk; −1 after the last.
    private long nextChunk() throws IOException {
      String size = line(in).replaceFirst(";.*", "").strip();
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new IOException("a chunk has no size");
      }
      long bytes = Long.parseLong(size, 16);
      return bytes == 0 ? -1 : bytes;
    }
  }
}
