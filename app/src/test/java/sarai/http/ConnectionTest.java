package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.config.ConfigException;
import sarai.engine.EngineException;

/// One connection of a client: left, used again, used before the answer came, broken.
final class ConnectionTest {
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d+)");
  private static final Duration A_TOKEN_OR_SO = Duration.ofSeconds(1);

  private ApiFixture server;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException, ConfigException {
    server = new ApiFixture(folder, "");
    server.engine().says("tiny", "one", " two", " three").says("expert", "deep");
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"stream\": true"})
  void clientThatLeavesEndsItsAnswer(String fields) throws IOException, InterruptedException {
    ScriptedEngine.Endless answer = new ScriptedEngine.Endless();
    server.engine().does("tiny", _ -> answer);

    try (Socket client = server.connectAndAsk(fields)) {
      assertThat(client.isConnected()).isTrue();
      assertThat(answer.begins()).isTrue();
      assertThat(answer.closesWithin(Duration.ofMillis(300))).as("ends by itself").isFalse();
    }

    assertThat(answer.closesWithin(A_TOKEN_OR_SO)).isTrue();
  }

  @Test
  void requestSentDuringAnAnswerIsAnsweredNext() throws IOException, InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch sentMore = new CountDownLatch(1);
    server
        .engine()
        .does(
            "tiny",
            _ -> {
              asked.countDown();
              assertThat(sentMore.await(20, TimeUnit.SECONDS)).isTrue();
              throw new EngineException.BadRequest("the first");
            })
        .says("expert", "second");

    try (Socket client = server.connectAndAsk("")) {
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      String next = ApiFixture.question("\"model\": \"expert\"");
      client.getOutputStream().write(ApiFixture.wire(ApiFixture.post(next)));
      sentMore.countDown();

      assertThat(statuses(client, 2)).containsExactly(400, 200);
    }
  }

  @Test
  void connectionIsUsedAgainAfterAnAnswer() throws IOException, InterruptedException {
    String post = ApiFixture.post(ApiFixture.question(""));
    try (Socket client = server.connect(post + post)) {
      assertThat(statuses(client, 2)).containsExactly(200, 200);
    }
  }

  @Test
  void brokenChunkSizeIsABadRequest() throws IOException {
    String head =
        "POST /v1/chat/completions HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n";
    try (Socket client = server.connect(head + "zz\n{}\n0\n\n")) {
      assertThat(statuses(client, 1)).containsExactly(400);
    }
  }

  private static List<Integer> statuses(Socket client, int count) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
    return in.lines()
        .map(STATUS_LINE::matcher)
        .filter(Matcher::find)
        .limit(count)
        .map(status -> Integer.parseInt(status.group(1)))
        .toList();
  }
}
