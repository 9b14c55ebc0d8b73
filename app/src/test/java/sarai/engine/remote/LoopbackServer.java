package sarai.engine.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// An HTTP server on loopback whose answers are written byte by byte by the test.
final class LoopbackServer implements AutoCloseable {
  /// One request as it came.
  record Seen(String head, String body) {
    String header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
          .map(line -> line.substring(name.length() + 1).strip())
          .findFirst()
          .orElse("");
    }
  }

  /// Answers one request; the connection is closed afterwards.
  @FunctionalInterface
  interface Script {
    void answer(int number, Seen seen, Socket socket) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final Script script;
  final BlockingQueue<Seen> requests = new LinkedBlockingQueue<>();

  LoopbackServer(Script script) throws IOException {
    this.script = script;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::accept);
  }

  static LoopbackServer answering(String response) throws IOException {
    return new LoopbackServer((number, seen, socket) -> write(socket, response));
  }

  static String events(String... data) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        + String.join("", List.of(data).stream().map(one -> "data: " + one + "\n\n").toList());
  }

  static String lines(String... lines) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n"
        + String.join("\n", lines)
        + "\n";
  }

  static String status(int code, String headers, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 %d Told\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(code, headers, length, body);
  }

  static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getLocalPort() + path;
  }

  Seen request() throws InterruptedException {
    Seen seen = requests.poll(10, TimeUnit.SECONDS);
    if (seen == null) {
      throw new AssertionError("no request came within 10 s");
    }
    return seen;
  }

  private void accept() {
    for (int number = 1; !server.isClosed(); number++) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        int mine = number;
        Thread.startVirtualThread(() -> serve(mine, socket));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(int number, Socket socket) {
    try (socket) {
      Seen seen = read(socket.getInputStream());
      requests.add(seen);
      script.answer(number, seen, socket);
    } catch (IOException e) {
      open.remove(socket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Seen read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int one = in.read();
      if (one < 0) {
        throw new IOException("closed");
      }
      head.write(one);
    }
    Seen seen = new Seen(head.toString(StandardCharsets.ISO_8859_1), "");
    String length = seen.header("content-length");
    byte[] body = in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    return new Seen(seen.head(), new String(body, StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
