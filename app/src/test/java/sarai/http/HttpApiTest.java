package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.agent.Heard;
import sarai.chat.ChatEvent;
import sarai.chat.Role;
import sarai.chat.Usage;
import sarai.config.ConfigException;
import sarai.engine.EngineException;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Transcription;
import sarai.testing.RealEngine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `POST /v1/chat/completions` and `GET /v1/models`, over real HTTP.
final class HttpApiTest {
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

  private static String text(List<JsonNode> chunks) {
    return chunks.stream()
        .map(chunk -> chunk.at("/choices/0/delta/content").asString(""))
        .collect(Collectors.joining());
  }

  @Test
  void wholeAnswerHasOpenAisShape() throws IOException, InterruptedException {
    ApiFixture.Answer answer = server.ask("");

    assertThat(answer.status()).isEqualTo(200);
    JsonNode json = answer.json();
    assertThat(json.path("object").asString()).isEqualTo("chat.completion");
    assertThat(json.path("id").asString()).isEqualTo("chatcmpl-run-1");
    assertThat(json.path("created").asLong()).isGreaterThan(1_700_000_000L);
    assertThat(json.path("model").asString()).isEqualTo("tiny");
    assertThat(json.at("/choices/0/message/role").asString()).isEqualTo("assistant");
    assertThat(json.at("/choices/0/message/content").asString()).isEqualTo("one two three");
    assertThat(json.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
    assertThat(json.at("/usage/total_tokens").asInt()).isEqualTo(6);
    assertThat(json.at("/usage/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"stream\": true"})
  void everyAnswerNamesRunRouteAndModel(String fields) throws IOException, InterruptedException {
    ApiFixture.Answer answer = server.ask(fields);

    assertThat(answer.header("x-sarai-run-id")).isEqualTo("run-1");
    assertThat(answer.header("x-sarai-route")).isEqualTo("tiny");
    assertThat(answer.header("x-sarai-model")).isEqualTo("tiny");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", \"stream\": true"})
  void turnsThatWereLeftOutAreCountedInAHeader(String fields)
      throws IOException, InterruptedException {
    String turn =
        "{\"role\": \"user\", \"content\": \"%s\"}, {\"role\": \"assistant\", \"content\": \"ok\"}, "
            .formatted("word ".repeat(1500));
    String last = "{\"role\": \"user\", \"content\": \"hello\"}";

    ApiFixture.Answer longer =
        server.post(
            "/v1/chat/completions",
            "{\"messages\": [%s%s]%s}".formatted(turn.repeat(3), last, fields));

    assertThat(longer.status()).isEqualTo(200);
    assertThat(longer.header("x-sarai-left-out")).isEqualTo("4");
    assertThat(server.ask("").header("x-sarai-left-out")).isEmpty();
  }

  @Test
  void whatWasHeardBeforeTheWayWasChosenIsToldWhoAsks() throws IOException, InterruptedException {
    Transcription said =
        new Transcription("en", 1, List.of(new Segment(0, 1, "good day")), /* reason= */ null);
    server.hears((_, _, _, _) -> new Heard("whisper", List.of(said), null, List.of()));

    String events =
        server
            .post(
                "/v1/chat/completions",
                """
                {"stream": true, "stream_options": {"sarai_events": true},
                 "messages": [{"role": "user", "content": [
                   {"type": "input_audio", "input_audio": {"data": "UklGRgAAAABXQVZFZm10IA=="}}]}]}
                """)
            .body();

    assertThat(events)
        .containsSubsequence(
            "\"type\":\"node\",\"node\":\"process_voice\"",
            "\"type\":\"heard\",\"model\":\"whisper\",\"language\":\"en\",\"text\":\"good day\"",
            "\"type\":\"node\",\"node\":\"generate_tiny\"",
            "\"content\":\"one\"");
  }

  @ParameterizedTest
  @CsvSource({
    "'es-MX,es;q=0.9,en;q=0.8', es",
    "'en-GB,en;q=0.9,es;q=0.8', en",
    "'de, *;q=0.1', en",
    "';;=', en"
  })
  void whereNoWordTellsTheLanguageTheClientDoes(String accepted, String told)
      throws IOException, InterruptedException {
    ApiFixture.Answer answer =
        server.post(
            "/v1/chat/completions",
            "{\"messages\": [{\"role\": \"user\", \"content\": \" \"}]}",
            "accept-language",
            accepted);

    String run = "/api/runs/" + answer.header("x-sarai-run-id");
    assertThat(server.get(run).json().path("language").stringValue()).isEqualTo(told);
  }

  @Test
  void streamBeginsWithTheRoleAndEndsWithDone() throws IOException, InterruptedException {
    ApiFixture.Answer answer = server.ask("\"stream\": true");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).startsWith("text/event-stream");
    assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    List<JsonNode> chunks = answer.chunks();
    assertThat(chunks.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
    assertThat(text(chunks)).isEqualTo("one two three");
    assertThat(chunks.getLast().at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    assertThat(chunks)
        .allSatisfy(chunk -> {
          assertThat(chunk.path("id").asString()).isEqualTo("chatcmpl-run-1");
          assertThat(chunk.path("object").asString()).isEqualTo("chat.completion.chunk");
          assertThat(chunk.path("model").asString()).isEqualTo("tiny");
          assertThat(chunk.has("usage")).isFalse();
        });
  }

  @Test
  void usageComesInAChunkWithoutChoicesWhenAskedFor() throws IOException, InterruptedException {
    List<JsonNode> chunks =
        server.ask("\"stream\": true, \"stream_options\": {\"include_usage\": true}").chunks();

    JsonNode last = chunks.getLast();
    assertThat(last.path("choices").isArray()).isTrue();
    assertThat(last.path("choices").size()).isZero();
    assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(3);
    assertThat(chunks.subList(0, chunks.size() - 1))
        .allSatisfy(chunk -> assertThat(chunk.path("usage").isNull()).isTrue());
  }

  @Test
  void failureInTheMiddleOfAStreamIsAnErrorEvent() throws IOException, InterruptedException {
    server.engine().dies("tiny", "one");

    ApiFixture.Answer answer = server.ask("\"stream\": true");

    assertThat(answer.status()).isEqualTo(200);
    JsonNode last = answer.chunks().getLast();
    assertThat(last.at("/error/message").asString()).contains("signal 9");
    assertThat(last.at("/error/type").asString()).isEqualTo("server_error");
    assertThat(answer.body()).doesNotContain("[DONE]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"stream\": true"})
  void failureBeforeTheFirstWordIsAStatus(String fields) throws IOException, InterruptedException {
    server.engine().dies("tiny");

    ApiFixture.Answer answer = server.ask(fields);

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.error().path("code").asString()).isEqualTo("engine_failed");
    assertThat(answer.header("x-sarai-model")).isEqualTo("tiny");
  }

  @Test
  void refusalByTheEngineIsABadRequest() throws IOException, InterruptedException {
    server
        .engine()
        .does(
            "tiny",
            _ -> {
              throw new EngineException.BadRequest("the prompt has 9000 tokens of 4096");
            });

    ApiFixture.Answer answer = server.ask("\"stream\": true");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().path("message").asString()).contains("9000 tokens of 4096");
  }

  @Test
  void namedModelAnswers() throws IOException, InterruptedException {
    ApiFixture.Answer answer = server.ask("\"model\": \"expert\"");

    assertThat(answer.json().path("model").asString()).isEqualTo("expert");
    assertThat(answer.json().at("/choices/0/message/content").asString()).isEqualTo("deep");
  }

  @Test
  void unknownModelIsNotFound() throws IOException, InterruptedException {
    ApiFixture.Answer answer = server.ask("\"model\": \"gpt-9\"");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.error().path("code").asString()).isEqualTo("model_not_found");
    assertThat(answer.error().path("param").asString()).isEqualTo("model");
    assertThat(answer.error().path("message").asString()).contains("gpt-9").contains("tiny");
  }

  @Test
  void modelThatCannotFitSaysSo() throws IOException, InterruptedException {
    ApiFixture.Answer answer = server.ask("\"model\": \"huge\"");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.error().path("code").asString()).isEqualTo("does_not_fit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "temperature=\"hot\"",
        "top_p=[]",
        "seed=true",
        "stream=\"yes\"",
        "tools={}",
        "response_format=\"json\"",
        "stop=3",
        "logprobs=1",
        "n=2",
        "max_tokens=0",
        "max_completion_tokens=1.5",
        "model=7",
        "user=[]"
      })
  void fieldOfAWrongTypeIsNamed(String field) throws IOException, InterruptedException {
    String[] parts = field.split("=", 2);

    ApiFixture.Answer answer = server.ask("\"%s\": %s".formatted(parts[0], parts[1]));

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error().path("param").asString()).isEqualTo(parts[0]);
    assertThat(answer.error().path("type").asString()).isEqualTo("invalid_request_error");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"messages\": [",
        "[]",
        "\"text\"",
        "",
        "{\"messages\": []}",
        "{\"messages\": 5}",
        "{}",
        "{\"messages\": [7]}",
        "{\"messages\": [{\"role\": \"king\", \"content\": \"a\"}]}",
        "{\"messages\": [{\"role\": \"user\", \"content\": 5}]}",
        "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"smell\"}]}]}"
      })
  void bodyThatIsNoRequestIsRefused(String body) throws IOException, InterruptedException {
    ApiFixture.Answer answer = server.post("/v1/chat/completions", body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error().path("message").asString()).isNotEmpty();
  }

  @Test
  void unknownFieldsAreIgnored() throws IOException, InterruptedException {
    assertThat(server.ask("\"metadata\": {\"a\": 1}, \"n\": 1").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_tokens", "max_completion_tokens"})
  void boundReachesTheEngine(String name) throws IOException, InterruptedException {
    server.ask("\"%s\": 17".formatted(name));

    assertThat(server.engine().requests().getFirst().maxTokens()).isEqualTo(17);
  }

  @Test
  void samplingAndFormatReachTheEngineAsSent() throws IOException, InterruptedException {
    server.ask(
        "\"temperature\": 0.25, \"seed\": 7, \"stop\": [\"x\"], \"response_format\":"
            + " {\"type\": \"json_object\"}, \"logprobs\": true");

    var passed = server.engine().requests().getFirst().parameters();
    assertThat(passed.get("temperature")).hasToString("0.25");
    assertThat(passed.get("seed")).hasToString("7");
    assertThat(passed.get("stop")).hasToString("[\"x\"]");
    assertThat(passed.get("response_format")).hasToString("{\"type\":\"json_object\"}");
    assertThat(passed.get("logprobs")).hasToString("true");
  }

  @Test
  void sessionIsPassedOnUnlessItIsTooLong() throws IOException, InterruptedException {
    server.ask("", "x-sarai-session", "s".repeat(128));
    ApiFixture.Answer tooLong = server.ask("", "x-sarai-session", "s".repeat(129));

    assertThat(server.engine().requests()).hasSize(1);
    assertThat(server.engine().requests().getFirst().session()).hasSize(128);
    assertThat(tooLong.status()).isEqualTo(400);
    assertThat(tooLong.error().path("message").asString()).contains("129").contains("128");
  }

  @Test
  void purgeAlsoForgetsWhereAConversationWent() throws IOException, InterruptedException {
    assertThat(routeOf("Implementa un árbol AVL en Java y explica las rotaciones"))
        .isEqualTo("expert");
    assertThat(routeOf("pero más corto")).isEqualTo("expert");

    server.post("/api/feedback/purge", "{\"session\": \"one\"}");

    assertThat(routeOf("pero más corto")).isEqualTo("tiny");
  }

  private String routeOf(String turn) throws IOException, InterruptedException {
    String body = "{\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}".formatted(turn);
    return server
        .post("/v1/chat/completions", body, "x-sarai-session", "one")
        .header("x-sarai-route");
  }

  @Test
  void logprobsOfEachPieceAreTold() throws IOException, InterruptedException {
    JsonNode logprobs =
        JsonMapper.shared().readTree("{\"content\": [{\"token\": \"hi\", \"logprob\": -0.5}]}");
    server
        .engine()
        .says(
            "tiny",
            new ChatEvent.Delta("hi", logprobs),
            new ChatEvent.Delta("ho", logprobs),
            new ChatEvent.Done("stop", Usage.NONE));

    JsonNode whole = server.ask("\"logprobs\": true").json();
    List<JsonNode> chunks = server.ask("\"logprobs\": true, \"stream\": true").chunks();

    assertThat(whole.at("/choices/0/logprobs/content").size()).isEqualTo(2);
    assertThat(chunks.get(1).at("/choices/0/logprobs/content/0/logprob").asDouble())
        .isEqualTo(-0.5);
  }

  private void callTools() {
    server
        .engine()
        .says(
            "tiny",
            new ChatEvent.ToolCallDelta(0, "call_a", "weather", ""),
            new ChatEvent.ToolCallDelta(0, null, null, "{\"city\":"),
            new ChatEvent.ToolCallDelta(0, null, null, "\"Lima\"}"),
            new ChatEvent.ToolCallDelta(1, "call_b", "time", "{}"),
            new ChatEvent.Done("tool_calls", Usage.NONE));
  }

  @Test
  void toolCallsAreJoinedInAWholeAnswer() throws IOException, InterruptedException {
    callTools();

    JsonNode choice = server.ask("\"tools\": [{\"type\": \"function\"}]").json().at("/choices/0");

    assertThat(choice.path("finish_reason").asString()).isEqualTo("tool_calls");
    assertThat(choice.at("/message/content").isNull()).isTrue();
    assertThat(choice.at("/message/tool_calls/0/id").asString()).isEqualTo("call_a");
    assertThat(choice.at("/message/tool_calls/0/type").asString()).isEqualTo("function");
    assertThat(choice.at("/message/tool_calls/0/function/arguments").asString())
        .isEqualTo("{\"city\":\"Lima\"}");
    assertThat(choice.at("/message/tool_calls/1/function/name").asString()).isEqualTo("time");
  }

  @Test
  void toolCallsOfAStreamCarryTheirIndex() throws IOException, InterruptedException {
    callTools();

    List<JsonNode> chunks =
        server.ask("\"stream\": true, \"tools\": [{\"type\": \"function\"}]").chunks();

    assertThat(chunks.get(1).at("/choices/0/delta/tool_calls/0/id").asString()).isEqualTo("call_a");
    assertThat(chunks.get(2).at("/choices/0/delta/tool_calls/0/index").asInt(-1)).isZero();
    assertThat(chunks.get(2).at("/choices/0/delta/tool_calls/0").has("id")).isFalse();
    assertThat(chunks.get(4).at("/choices/0/delta/tool_calls/0/index").asInt()).isEqualTo(1);
  }

  @Test
  void resultOfAToolIsReadBack() throws IOException, InterruptedException {
    server.post(
        "/v1/chat/completions",
        """
        {"model": "tiny", "messages": [
          {"role": "user", "content": "weather?"},
          {"role": "assistant", "content": null, "tool_calls": [
            {"id": "call_a", "type": "function",
             "function": {"name": "weather", "arguments": "{}"}}]},
          {"role": "tool", "tool_call_id": "call_a", "content": "rain"}]}
        """);

    var messages = server.engine().requests().getFirst().messages();
    var call = messages.get(messages.size() - 2);
    var result = messages.getLast();
    assertThat(call.toolCalls().getFirst().name()).isEqualTo("weather");
    assertThat(result.role()).isEqualTo(Role.TOOL);
    assertThat(result.toolCallId()).isEqualTo("call_a");
  }

  private ApiFixture.Answer look(String url) throws IOException, InterruptedException {
    return server.post(
        "/v1/chat/completions",
        "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\","
            + " \"image_url\": {\"url\": \"%s\"}}]}]}".formatted(url));
  }

  @Test
  void pictureGoesToTheModelThatSees() throws IOException, InterruptedException {
    server.engine().says("eyes", "a red circle");
    byte[] png = Files.readAllBytes(RealEngine.repository("samples/red-circle.png"));

    ApiFixture.Answer answer =
        look("data:image/png;base64," + Base64.getEncoder().encodeToString(png));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("x-sarai-route")).isEqualTo("vision");
    assertThat(answer.json().path("model").asString()).isEqualTo("eyes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg==",
        "data:image/png;base64,!!!!",
        "data:image/png;base64,aGVsbG8gd29ybGQ=",
        "data:image/png,plain",
        "file:///etc/passwd",
        "http://127.0.0.1/a.png",
        "/etc/passwd"
      })
  void pictureThatCannotBeTakenIsRefused(String url) throws IOException, InterruptedException {
    ApiFixture.Answer answer = look(url);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.error().path("message").asString()).isNotEmpty();
  }

  @Test
  void pictureOfTooManyBytesIsRefused() throws IOException, InterruptedException {
    byte[] head = new byte[21_000_000];
    System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}, 0, head, 0, 8);

    ApiFixture.Answer answer =
        look("data:image/png;base64," + Base64.getEncoder().encodeToString(head));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().path("message").asString())
        .contains("20.1 MB", "20.0 MB", "media.max_image_bytes");
  }

  @Test
  void modelsAreListedWithTheOneThatRoutes() throws IOException, InterruptedException {
    JsonNode list = server.get("/v1/models").json();

    assertThat(list.path("object").asString()).isEqualTo("list");
    List<String> ids =
        list.path("data").valueStream().map(model -> model.path("id").asString()).toList();
    assertThat(ids).contains("sarai", "tiny", "expert", "eyes", "e5");
    JsonNode one = server.get("/v1/models/tiny").json();
    assertThat(one.path("object").asString()).isEqualTo("model");
    assertThat(one.path("name").asString()).isEqualTo("The tiny one");
    assertThat(one.at("/status/value").asString()).isEqualTo("absent");
    assertThat(server.get("/v1/models/sarai").status()).isEqualTo(200);
    assertThat(server.get("/v1/models/none").status()).isEqualTo(404);
  }
}
