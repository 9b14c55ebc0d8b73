package sarai.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class LoopbackClientTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /// Serves each connection's bytes as they are told, one reply for each request head.
  private static final class Upstream implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    final AtomicInteger connections = new AtomicInteger();

    Upstream(int repliesPerConnection, String reply) throws IOException {
      Thread.startVirtualThread(() -> accept(repliesPerConnection, reply));
    }

    private void accept(int replies, String reply) {
      try {
        while (true) {
          Socket socket = server.accept();
          connections.incrementAndGet();
          Thread.startVirtualThread(() -> serve(socket, replies, reply));
        }
      } catch (IOException e) {
        assertThat(server.isClosed()).isTrue();
      }
    }

    private static void serve(Socket socket, int replies, String reply) {
      try (socket) {
        HttpInput in = new HttpInput(socket.getInputStream(), System::nanoTime);
        for (int i = 0; i < replies; i++) {
          while (!in.readLine(8192).isEmpty()) {
            assertThat(in.touched()).isTrue();
          }
          socket.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        assertThat(e).isNotNull();
      }
    }

    LoopbackClient client() {
      return new LoopbackClient(server.getLocalPort(), "key", System::nanoTime);
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static String get(LoopbackClient client) throws IOException {
    try (Exchange reply = client.get("/x", LIMIT)) {
      return new String(reply.readAll(1000), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aConnectionIsKeptAfterABodyOfKnownLength() throws Exception {
    try (Upstream upstream = new Upstream(10, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        LoopbackClient client = upstream.client()) {
      for (int i = 0; i < 10; i++) {
        assertThat(get(client)).isEqualTo("ok");
      }
      assertThat(upstream.connections).hasValue(1);
    }
  }

  @Test
  void aConnectionThatDiedWhileIdleIsReplacedOnce() throws Exception {
    try (Upstream upstream = new Upstream(1, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        LoopbackClient client = upstream.client()) {
      for (int i = 0; i < 5; i++) {
        assertThat(get(client)).isEqualTo("ok");
      }
      assertThat(upstream.connections).hasValue(5);
    }
  }

  @Test
  void aConnectionIsNeverReusedAfterAStream() throws Exception {
    String chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1;x=y\r\n!\r\n0\r\n\r\n";
    try (Upstream upstream = new Upstream(10, chunked);
        LoopbackClient client = upstream.client()) {
      assertThat(get(client)).isEqualTo("ok!");
      assertThat(get(client)).isEqualTo("ok!");
      assertThat(upstream.connections).hasValue(2);
    }
  }

  @Test
  void aSilentServerMeetsTheLimitAndAnInterrupt() throws Exception {
    try (Upstream upstream = new Upstream(1, "");
        LoopbackClient client = upstream.client()) {
      assertThatThrownBy(() -> client.get("/x", Duration.ofMillis(100)))
          .isInstanceOf(IOException.class);
      CompletableFuture<IOException> failed = new CompletableFuture<>();
      Thread waiting =
          Thread.ofPlatform()
              .start(() -> {
                try (Exchange reply = client.post("/x", RequestBody.EMPTY, null)) {
                  assertThat(reply).isNull();
                } catch (IOException e) {
                  failed.complete(e);
                }
              });
      waiting.interrupt();
      assertThat(failed.get(5, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokX\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "SPDY\r\n\r\n",
        ""
      })
  void aReplyThatIsNoReplyIsAnError(String reply) throws Exception {
    try (Upstream upstream = new Upstream(1, reply);
        LoopbackClient client = upstream.client()) {
      assertThatThrownBy(() -> get(client)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void garbageEndsInAnErrorOrAReplyButNeverInAHangOrAnotherException(long seed) {
    Random random = new Random(seed);
    String template =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n9\r\ndata: {}\n\r\n1\r\n\n\r\n0\r\n\r\n";
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = template.getBytes(StandardCharsets.ISO_8859_1);
      for (int i = random.nextInt(8); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      HttpInput in = new HttpInput(new ByteArrayInputStream(bytes, 0, length), System::nanoTime);
      try {
        ServerEvents events = new ServerEvents(HttpBody.of(HttpHead.read(in), in), 1000);
        int count = 0;
        while (events.next() != null) {
          count++;
        }
        assertThat(count).as("seed %d round %d", seed, round).isLessThan(20);
      } catch (IOException e) {
        assertThat(e.getMessage()).as("seed %d round %d", seed, round).isNotBlank();
      }
    }
  }

  @Test
  void eventsAreJoinedAndCommentsSkippedWhateverTheLineEnds() throws Exception {
    String text = ": ping\r\ndata: a\r\ndata:b\r\n\r\nevent: x\ndata: é\n\ndata: cut";
    ServerEvents events =
        new ServerEvents(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 100);
    assertThat(events.next()).isEqualTo("a\nb");
    assertThat(events.next()).isEqualTo("é");
    assertThat(events.next()).isNull();
    String endless = "data: " + "x".repeat(200);
    assertThatThrownBy(() ->
            new ServerEvents(
                    new ByteArrayInputStream(endless.getBytes(StandardCharsets.UTF_8)), 100)
                .next())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("100 bytes");
  }
}
