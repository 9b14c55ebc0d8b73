package sarai.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A loopback server that gives the answers it was told, one a connection.
final class OneShotServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Queue<byte[]> answers = new ConcurrentLinkedQueue<>();
  private final List<Socket> held = new ArrayList<>();
  private volatile boolean hangs;

  private OneShotServer(ServerSocket listener) {
    this.listener = listener;
  }

  static OneShotServer open() throws IOException {
    OneShotServer server =
        new OneShotServer(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(server::serve);
    return server;
  }

  int port() {
    return listener.getLocalPort();
  }

  String address(String host) {
    return "http://" + host + ":" + port() + "/a.png?b=c";
  }

  void answer(String head, byte[] body) {
    answers.add(joined(MediaIntakeTest.ascii(head), body));
  }

  /// A chunked answer: the body is cut after `at` bytes.
  void answer(String head, byte[] body, int at, String between, String end) {
    byte[] first = java.util.Arrays.copyOf(body, at);
    byte[] second = java.util.Arrays.copyOfRange(body, at, body.length);
    byte[] start = joined(MediaIntakeTest.ascii(head), first);
    byte[] middle = joined(start, MediaIntakeTest.ascii(between));
    answers.add(joined(joined(middle, second), MediaIntakeTest.ascii(end)));
  }

  void hang() {
    hangs = true;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : held) {
      socket.close();
    }
  }

  private void serve() {
    try {
      while (true) {
        Socket socket = listener.accept();
        held.add(socket);
        if (!hangs) {
          reply(socket);
        }
      }
    } catch (IOException e) {
      // The listener was closed: the test is over.
    }
  }

  private void reply(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    int matched = 0;
    while (matched < 4) {
      int c = in.read();
      matched = c == "\r\n\r\n".charAt(matched) ? matched + 1 : 0;
    }
    byte[] answer = answers.poll();
    socket.getOutputStream().write(answer == null ? new byte[0] : answer);
    socket.close();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(second);
    return all.toByteArray();
  }
}
