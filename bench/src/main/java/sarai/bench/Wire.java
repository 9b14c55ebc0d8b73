package sarai.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A client that costs as little as possible: one kept connection to a server on this machine, the
/// same towards us and towards the bare engine. Not thread-safe.
final class Wire implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 300_000;
  private static final String JSON = "application/json";
  private static final String BOUNDARY = "sarai-bench-7c1d5e";

  /// An answer and when it came.
  ///
  /// @param firstNanos from sending to the first piece of text (of a stream) or of the body
  /// @param totalNanos from sending to the end
  record Reply(int status, String body, long firstNanos, long totalNanos) {
    double firstMillis() {
      return firstNanos / 1e6;
    }

    double totalMillis() {
      return totalNanos / 1e6;
    }
  }

  private final int port;
  private final @Nullable String key;
  private @Nullable Socket socket;

  /// @param key sent as a bearer token; null for none
  Wire(int port, @Nullable String key) {
    this.port = port;
    this.key = key;
  }

  static Wire to(URI server) {
    return new Wire(server.getPort(), null);
  }

  Reply get(String path) throws IOException {
    return exchange(request("GET " + path, JSON, new byte[0]));
  }

  Reply post(String path, String body) throws IOException {
    return exchange(request("POST " + path, JSON, body.getBytes(StandardCharsets.UTF_8)));
  }

  /// Sends a form with one file, as an upload is sent.
  Reply upload(String path, Map<String, String> fields, Path file) throws IOException {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (Map.Entry<String, String> field : fields.entrySet()) {
      form.writeBytes(part(field.getKey(), "", field.getValue().getBytes(StandardCharsets.UTF_8)));
    }
    form.writeBytes(part("file", "; filename=\"upload\"", Files.readAllBytes(file)));
    form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    String type = "multipart/form-data; boundary=" + BOUNDARY;
    return exchange(request("POST " + path, type, form.toByteArray()));
  }

  private static byte[] part(String name, String more, byte[] content) {
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
            .formatted(BOUNDARY, name, more);
    return joined(head, content, "\r\n");
  }

  private static byte[] joined(String before, byte[] content, String after) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(before.getBytes(StandardCharsets.UTF_8));
    all.writeBytes(content);
    all.writeBytes(after.getBytes(StandardCharsets.UTF_8));
    return all.toByteArray();
  }

  /// A connection that was idle may have been closed by the server: tries once more.
  private Reply exchange(byte[] request) throws IOException {
    boolean kept = socket != null;
    try {
      return once(request);
    } catch (IOException e) {
      close();
      if (!kept) {
        throw e;
      }
      return once(request);
    }
  }

  private byte[] request(String what, String type, byte[] body) {
    String head =
        "%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: %s\r\n".formatted(what, port, type)
            + "Content-Length: %d\r\n%s\r\n"
                .formatted(body.length, key == null ? "" : "Authorization: Bearer " + key + "\r\n");
    return joined(head, body, "");
  }

  private Reply once(byte[] request) throws IOException {
    Socket open = socket;
    if (open == null) {
      open = new Socket(InetAddress.getLoopbackAddress(), port);
      open.setTcpNoDelay(true);
      open.setSoTimeout(TIMEOUT_MILLIS);
      socket = open;
    }
    long start = System.nanoTime();
    open.getOutputStream().write(request);
    Answer answer = new Answer(new BufferedInputStream(open.getInputStream(), 1 << 16), start);
    Reply reply = answer.read();
    if (answer.closes || answer.streamed) {
      close();
    }
    return reply;
  }

  /// Closing a socket of this machine has nothing to lose.
  @Override
  public void close() throws IOException {
    Socket open = socket;
    socket = null;
    if (open != null) {
      open.close();
    }
  }

  /// Reads one answer.
  private static final class Answer {
    private final InputStream in;
    private final long start;
    private final StringBuilder body = new StringBuilder();
    private long first;
    private boolean closes;
    private boolean streamed;
    private boolean chunked;
    private int length = -1;

    Answer(InputStream in, long start) {
      this.in = in;
      this.start = start;
    }

    Reply read() throws IOException {
      int status = Integer.parseInt(line().split(" ", 3)[1]);
      for (String line = line(); !line.isEmpty(); line = line()) {
        header(line.toLowerCase(Locale.ROOT));
      }
      if (chunked) {
        chunks();
      } else if (length >= 0) {
        take(length);
      } else {
        closes = true;
        rest();
      }
      long end = System.nanoTime();
      return new Reply(status, body.toString(), (first == 0 ? end : first) - start, end - start);
    }

    private void header(String line) {
      if (line.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
      chunked |= line.startsWith("transfer-encoding:") && line.contains("chunked");
      streamed |= line.startsWith("content-type:") && line.contains("event-stream");
      closes |= line.startsWith("connection:") && line.contains("close");
    }

    private void chunks() throws IOException {
      for (int size = size(); size > 0; size = size()) {
        take(size);
        line();
      }
      line();
    }

    private int size() throws IOException {
      return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private void take(int count) throws IOException {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new EOFException("the answer ended early");
      }
      add(bytes);
    }

    private void rest() throws IOException {
      byte[] buffer = new byte[1 << 12];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        add(Arrays.copyOf(buffer, n));
      }
    }

    private void add(byte[] bytes) {
      body.append(new String(bytes, StandardCharsets.UTF_8));
      if (first == 0 && (!streamed || hasText())) {
        first = System.nanoTime();
      }
    }

    /// Whether a piece of text that is not empty has come.
    private boolean hasText() {
      int at = body.indexOf("\"content\":\"");
      while (at >= 0 && body.length() > at + 11 && body.charAt(at + 11) == '"') {
        at = body.indexOf("\"content\":\"", at + 11);
      }
      return at >= 0 && body.length() > at + 11;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("the server closed the connection");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }
  }
}
