package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.config.ConfigException;

/// Who may ask what, how much and how often.
final class RequestGuardTest {
  @TempDir private Path folder;

  private static String statusLine(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    return String.valueOf(in.readLine());
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "127.0.0.1:7272, 200",
    "[::1]:7272, 200",
    "evil.example, 403",
    "localhost.evil.example, 403"
  })
  void onlyOurOwnHostNamesAreServed(String host, int status) throws IOException, ConfigException {
    try (ApiFixture server = new ApiFixture(folder, "");
        Socket client = server.connect("GET /health HTTP/1.1\nHost: %s\n\n".formatted(host))) {
      assertThat(statusLine(client)).contains(" " + status + " ");
    }
  }

  @Test
  void everyLoopbackAddressIsKeptFromForeignNames() throws IOException, ConfigException {
    try (ApiFixture server = new ApiFixture(folder, ", host: 127.1.2.3");
        Socket client = server.connect("GET /health HTTP/1.1\nHost: evil.example\n\n")) {
      assertThat(statusLine(client)).contains(" 403 ");
    }
  }

  @Test
  void foreignPagesAreRefusedAndAllowedOnesAreNot()
      throws IOException, ConfigException, InterruptedException {
    try (ApiFixture server =
        new ApiFixture(folder, ", allowed_origins: [\"https://good.example\"]")) {
      assertThat(server.get("/v1/models", "Origin", "https://evil.example").status())
          .isEqualTo(403);
      assertThat(server.get("/v1/models", "Origin", "https://good.example").status())
          .isEqualTo(200);
      assertThat(server.get("/v1/models", "Origin", server.api().address().toString()).status())
          .isEqualTo(200);
    }
  }

  @Test
  void keyIsAskedForEverywhereButAtTheHealth()
      throws IOException, ConfigException, InterruptedException {
    try (ApiFixture server = new ApiFixture(folder, ", api_key: \"letmein\"")) {
      assertThat(server.get("/health").status()).isEqualTo(200);
      ApiFixture.Answer refused = server.get("/v1/models");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.error().path("type").asString()).isEqualTo("authentication_error");
      assertThat(server.get("/metrics").status()).isEqualTo(401);
      assertThat(server.get("/v1/models", "Authorization", "Bearer wrong").status()).isEqualTo(401);
      assertThat(server.get("/v1/models", "Authorization", "Bearer letmein").status())
          .isEqualTo(200);
    }
  }

  @Test
  void healthTellsThatTheServerIsStopping()
      throws IOException, ConfigException, InterruptedException {
    try (ApiFixture server = new ApiFixture(folder, "")) {
      assertThat(server.get("/health").json().path("version").asString()).isEqualTo("1.2.3");

      server.api().drain("going home");

      ApiFixture.Answer answer = server.get("/health");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.json().path("status").asString()).isEqualTo("draining");
      assertThat(answer.json().path("reason").asString()).isEqualTo("going home");
      assertThat(answer.error().path("code").asString()).isEqualTo("draining");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/v1/nothing", "/v1/chat/completions", "/api/models/tiny/explode"})
  void whatIsNotThereIsNotFound(String path)
      throws IOException, ConfigException, InterruptedException {
    try (ApiFixture server = new ApiFixture(folder, "")) {
      ApiFixture.Answer answer = server.get(path);

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.error().path("type").asString()).isEqualTo("not_found_error");
      assertThat(answer.error().path("message").asString()).contains("GET " + path);
    }
  }

  @Test
  void tooManyRequestsAtOnceAreToldWhenToComeBack()
      throws IOException, ConfigException, InterruptedException {
    try (ApiFixture server = new ApiFixture(folder, ", max_concurrent_requests: 1")) {
      ScriptedEngine.Endless answer = new ScriptedEngine.Endless();
      server.engine().does("tiny", _ -> answer);
      try (Socket first = server.connectAndAsk("")) {
        assertThat(first.isConnected()).isTrue();
        assertThat(answer.begins()).isTrue();

        ApiFixture.Answer refused = server.ask("");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.error().path("type").asString()).isEqualTo("rate_limit_error");
        assertThat(server.get("/api/pool").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void bodyAnnouncedTooLargeIsRefusedUnread() throws IOException, ConfigException {
    try (ApiFixture server = new ApiFixture(folder, "");
        Socket client =
            server.connect(
                "POST /v1/chat/completions HTTP/1.1\nHost: localhost\nContent-Length: 100000000\n\n")) {
      assertThat(statusLine(client)).contains(" 413 ");
    }
  }

  @Test
  void bodyThatGrowsTooLargeIsRefusedBeforeItsEnd() throws IOException, ConfigException {
    try (ApiFixture server = new ApiFixture(folder, ", max_body: 1MB");
        Socket client =
            server.connect(
                "POST /v1/chat/completions HTTP/1.1\nHost: localhost\n"
                    + "Transfer-Encoding: chunked\n\n11\n{\"messages\": \"aaa\n")) {
      byte[] chunk = ("8000\r\n" + "a".repeat(0x8000) + "\r\n").getBytes(StandardCharsets.UTF_8);
      assertThat(sentUntilRefused(client, chunk)).isLessThan(100_000_000L);
    }
  }

  /// Sends chunks of 100 MB until the server answers or hangs up.
  private static long sentUntilRefused(Socket client, byte[] chunk) throws IOException {
    long sent = 0;
    try {
      while (sent < 100_000_000L && client.getInputStream().available() == 0) {
        client.getOutputStream().write(chunk);
        sent += chunk.length;
      }
      assertThat(statusLine(client)).contains(" 413 ");
    } catch (SocketException hungUp) {
      assertThat(hungUp).hasMessageMatching("(?i).*(reset|broken pipe|aborted).*");
    }
    return sent;
  }
}
