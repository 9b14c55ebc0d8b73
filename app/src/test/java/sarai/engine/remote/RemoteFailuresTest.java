package sarai.engine.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Message;
import sarai.config.ModelRole;
import sarai.config.Protocol;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;

class RemoteFailuresTest {
  private static final String OK =
      LoopbackServer.events(OpenAiEndpointTest.chunk("{\"content\":\"ok\"}", "\"stop\""), "[DONE]");

  private final RemoteFixture fixture = new RemoteFixture();

  private static ChatRequest hello() {
    return ChatRequest.of(Message.user("hola"));
  }

  @ParameterizedTest
  @CsvSource({
    "400, sarai.engine.EngineException$BadRequest, 1",
    "413, sarai.engine.EngineException$BadRequest, 1",
    "422, sarai.engine.EngineException$BadRequest, 1",
    "401, sarai.engine.EngineException$Unavailable, 1",
    "302, sarai.engine.EngineException$Unavailable, 1",
    "404, sarai.engine.EngineException$NotInstalled, 1",
    "429, sarai.engine.EngineException$Unavailable, 3",
    "500, sarai.engine.EngineException$Unavailable, 3",
    "503, sarai.engine.EngineException$Unavailable, 3"
  })
  void eachStatusHasItsTypeAndItsTries(int status, Class<?> type, int tries) throws Exception {
    String body = "{\"error\":{\"message\":\"because of %s\"}}".formatted(RemoteFixture.KEY);
    try (var server =
        LoopbackServer.answering(
            LoopbackServer.status(status, "Location: http://127.0.0.1:1/\r\n", body))) {
      RemoteModel model = fixture.openAi(server);
      assertThatThrownBy(() -> model.chat(hello()))
          .isInstanceOf(type)
          .hasMessageContaining("HTTP " + status + ": because of ***")
          .hasMessageNotContaining(RemoteFixture.KEY);
      assertThat(server.requests).hasSize(tries);
      assertThat(fixture.pauses).hasSize(tries - 1);
    }
  }

  @Test
  void retriesUntilTheEndpointAnswers() throws Exception {
    try (var server =
        new LoopbackServer((number, seen, socket) ->
            LoopbackServer.write(
                socket,
                number < 3
                    ? LoopbackServer.status(429, "Retry-After: 2\r\n", "{\"error\":\"slow\"}")
                    : OK))) {
      assertThat(RemoteFixture.all(fixture.openAi(server).chat(hello())))
          .contains(new ChatEvent.Delta("ok"));
      assertThat(fixture.pauses)
          .hasSize(2)
          .allSatisfy(
              pause -> assertThat(pause).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3)));
    }
  }

  @Test
  void afterAnOversleptPauseTheLastFailureIsTold() throws Exception {
    try (var server =
        LoopbackServer.answering(LoopbackServer.status(503, "", "{\"error\":\"busy\"}"))) {
      fixture.overslept = Duration.ofMinutes(1);
      RemoteModel model = fixture.openAi(server);
      assertThatThrownBy(() -> model.chat(hello()))
          .isInstanceOf(EngineException.Unavailable.class)
          .hasMessageContaining("HTTP 503: busy");
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void aLongRetryAfterIsNotWaitedForButRemembered() throws Exception {
    try (var server =
        LoopbackServer.answering(
            LoopbackServer.status(429, "Retry-After: 60\r\n", "{\"error\":\"quota\"}"))) {
      RemoteModel model = fixture.openAi(server);
      assertThatThrownBy(() -> model.chat(hello()))
          .isInstanceOf(EngineException.Unavailable.class)
          .hasMessageContaining("asks to wait 60 s");
      assertThat(model.breaker()).isEqualTo(CircuitBreaker.State.OPEN);
      assertThatThrownBy(() -> model.chat(hello()))
          .hasMessageMatching(".*next try in (59|60)\\.\\d s");
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void aConnectionCutBeforeTheFirstByteIsTriedAgain() throws Exception {
    try (var server =
        new LoopbackServer((number, seen, socket) -> {
          if (number > 1) {
            LoopbackServer.write(socket, OK);
          }
        })) {
      assertThat(RemoteFixture.all(fixture.openAi(server).chat(hello())))
          .contains(new ChatEvent.Delta("ok"));
      assertThat(server.requests).hasSize(2);
    }
  }

  @Test
  void anAnswerIsNotTriedAgainOnceItBegan() throws Exception {
    String cut =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "40\r\ndata: ";
    try (var server = LoopbackServer.answering(cut)) {
      ChatStream stream = fixture.openAi(server).chat(hello());
      assertThatThrownBy(stream::next)
          .isInstanceOf(EngineException.Crashed.class)
          .hasMessageContaining("connection broke");
      assertThat(server.requests).hasSize(1);
    }
  }

  @Test
  void theBreakerLeavesADeadEndpointAlone() throws Exception {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    RemoteModel model =
        fixture.start(
            RemoteFixture.model(
                "http://127.0.0.1:" + port + "/v1", Protocol.OPENAI, Duration.ofSeconds(5)));
    for (int i = 0; i < CircuitBreaker.THRESHOLD; i++) {
      assertThatThrownBy(() -> model.chat(hello()))
          .isInstanceOf(EngineException.Unavailable.class)
          .hasMessageContaining("out of reach");
    }
    assertThatThrownBy(() -> model.chat(hello()))
        .isInstanceOf(EngineException.Unavailable.class)
        .hasMessageContaining("failed 3 times in a row and is left alone; next try in");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSilentEndpointRunsIntoTheTimeout(boolean afterTheHead) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (var server =
        new LoopbackServer((number, seen, socket) -> {
          if (afterTheHead) {
            LoopbackServer.write(socket, LoopbackServer.events());
          }
          over.await();
        })) {
      RemoteModel model =
          fixture.start(
              RemoteFixture.model(server.url("/v1"), Protocol.OPENAI, Duration.ofMillis(200)));
      assertThatThrownBy(() -> RemoteFixture.all(model.chat(hello())))
          .isInstanceOf(EngineException.Unavailable.class)
          .hasMessageMatching(".*(within|timeout is) \\d+ ms");
      over.countDown();
    }
  }

  @Test
  void closingFromAnotherThreadEndsAWaitingNextAndTheConnection() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (var server =
        new LoopbackServer((number, seen, socket) -> {
          LoopbackServer.write(
              socket,
              LoopbackServer.events(OpenAiEndpointTest.chunk("{\"content\":\"a\"}", "null")));
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
          gone.countDown();
        })) {
      ChatStream stream = fixture.openAi(server).chat(hello());
      assertThat(stream.next()).isEqualTo(new ChatEvent.Delta("a"));
      FutureTask<Object> waiting = new FutureTask<>(() -> String.valueOf(stream.next()));
      Thread reader = Thread.ofVirtual().start(waiting);
      stream.close();
      assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("null");
      reader.join();
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void interruptingACallThatWaitsEndsIt() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (var server = new LoopbackServer((number, seen, socket) -> over.await())) {
      RemoteModel model = fixture.openAi(server);
      FutureTask<Object> call = new FutureTask<>(() -> model.chat(hello()));
      Thread caller = Thread.ofVirtual().start(call);
      server.request();
      caller.interrupt();
      assertThat(catchThrowable(() -> call.get(10, TimeUnit.SECONDS)))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(InterruptedException.class);
      assertThat(model.breaker()).isEqualTo(CircuitBreaker.State.CLOSED);
      over.countDown();
    }
  }

  @Test
  void startsWithoutANetworkAndStopsTwice() throws Exception {
    RemoteModel model =
        fixture.start(
            RemoteFixture.model(
                "https://nowhere.invalid/v1", Protocol.OPENAI, Duration.ofSeconds(1)));
    model.stop();
    model.stop();
    assertThat(model.ended().toCompletableFuture()).isCompletedWithValue("stopped");
    assertThatThrownBy(() -> model.chat(hello())).hasMessageContaining("was stopped");
  }

  @Test
  void stoppingBreaksOffAnOpenAnswer() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (var server =
        new LoopbackServer((number, seen, socket) -> {
          LoopbackServer.write(socket, LoopbackServer.events());
          over.await();
        })) {
      RemoteModel model = fixture.openAi(server);
      ChatStream stream = model.chat(hello());
      model.stop();
      assertThatThrownBy(stream::next).isInstanceOf(EngineException.Crashed.class);
      over.countDown();
    }
  }

  @Test
  void theProbeTellsADeadEndpointFromALiveOne() throws Exception {
    try (var server = LoopbackServer.answering(LoopbackServer.status(200, "", "{\"data\":[]}"))) {
      fixture.openAi(server).probe(Duration.ofSeconds(10));
      assertThat(server.request().head()).startsWith("GET /v1/models HTTP/1.1");
    }
    // Bound, so that nobody else answers there, and not listening.
    try (var deaf = new Socket()) {
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String url = "http://127.0.0.1:" + deaf.getLocalPort() + "/v1";
      RemoteModel dead =
          fixture.start(RemoteFixture.model(url, Protocol.OPENAI, Duration.ofSeconds(20)));
      assertThatThrownBy(() -> dead.probe(Duration.ofSeconds(10)))
          .isInstanceOf(EngineException.Unavailable.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ftp://x/v1", "http:///v1", "http://u:p@x/v1", "http://x/?a=b", "h t"})
  void refusesAnAddressThatIsNone(String url) {
    var model = RemoteFixture.model(url, Protocol.OPENAI, Duration.ofSeconds(1));
    assertThatThrownBy(() -> fixture.start(model))
        .isInstanceOf(EngineException.LoadFailed.class)
        .hasMessageContaining("Model expert")
        .hasMessageContaining("base_url");
  }

  @Test
  void refusesARoleThatNoChatServes() {
    var model =
        RemoteFixture.model(
            ModelRole.SPEECH, "http://x/v1", Protocol.OPENAI, Duration.ofSeconds(1));
    assertThatThrownBy(() -> fixture.start(model)).hasMessageContaining("role speech");
  }

  @Test
  void nothingPrintsTheKey() throws Exception {
    var model = RemoteFixture.model("http://x/v1", Protocol.OPENAI, Duration.ofSeconds(1));
    assertThat(model.toString()).doesNotContain(RemoteFixture.KEY);
    assertThat(
            new RemoteEngine(
                    java.time.InstantSource.system(), System::nanoTime, new java.util.Random(1))
                .launches(model)
                .toString())
        .doesNotContain(RemoteFixture.KEY);
  }
}
