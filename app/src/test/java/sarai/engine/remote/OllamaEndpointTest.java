package sarai.engine.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.chat.Role;
import sarai.chat.ToolCall;
import sarai.chat.Usage;
import sarai.config.Protocol;
import sarai.engine.EngineException;
import sarai.units.Bytes;

class OllamaEndpointTest {
  private static final String DONE =
      "{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
          + "\"done_reason\":\"stop\",\"prompt_eval_count\":26,\"eval_count\":4}";

  private final RemoteFixture fixture = new RemoteFixture();

  private static String piece(String field, String text) {
    return "{\"message\":{\"role\":\"assistant\",\"%s\":\"%s\"},\"done\":false}"
        .formatted(field, text);
  }

  @Test
  void streamsTextThinkingAndUsage() throws Exception {
    try (var server =
        LoopbackServer.answering(
            LoopbackServer.lines(piece("thinking", "mmm"), piece("content", "Hola"), DONE))) {
      var stream = fixture.ollama(server).chat(ChatRequest.of(Message.user("hola")));
      assertThat(RemoteFixture.all(stream))
          .containsExactly(
              new ChatEvent.Reasoning("mmm"),
              new ChatEvent.Delta("Hola"),
              new ChatEvent.Done("stop", new Usage(26, 4, 0)));
    }
  }

  @Test
  void anAnswerWithNothingInItIsACrashBeforeAnyEvent() throws Exception {
    try (var server = LoopbackServer.answering(LoopbackServer.lines("{\"done\":true}"))) {
      var stream = fixture.ollama(server).chat(ChatRequest.of(Message.user("hola")));
      assertThatThrownBy(stream::next)
          .isInstanceOf(EngineException.Crashed.class)
          .hasMessageContaining("nothing");
    }
  }

  @Test
  void sendsWhatOllamaReads(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("x.png");
    Files.write(file, new byte[] {1, 2, 3});
    Content image = new Content.Image(new MediaRef("abc", file, Bytes.of(3), "image/png"));
    Parameters parameters =
        Parameters.from(
            Json.MAPPER
                .readTree(
                    """
                    {"temperature":0.5,"seed":3,"tool_choice":"auto",
                     "response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"}}}}\
                    """)
                .asObject(),
            java.util.Set.of("temperature", "seed", "tool_choice", "response_format"));
    ChatRequest request =
        new ChatRequest(
            "expert",
            List.of(
                Message.of(Role.USER, new Content.Text("mira"), image),
                new Message(
                    Role.ASSISTANT,
                    List.of(),
                    List.of(new ToolCall("c1", "clock", "{\"zone\":\"UTC\"}")),
                    null,
                    null),
                new Message(Role.TOOL, List.of(new Content.Text("12:00")), List.of(), "c1", null)),
            50,
            parameters,
            null,
            null);
    try (var server = LoopbackServer.answering(LoopbackServer.lines(DONE))) {
      RemoteFixture.all(fixture.ollama(server).chat(request));
      LoopbackServer.Seen seen = server.request();
      assertThat(seen.head()).startsWith("POST /api/chat HTTP/1.1");
      assertThat(Json.MAPPER.readTree(seen.body()))
          .isEqualTo(
              Json.MAPPER.readTree(
                  """
                  {"model":"solar:10.7b","stream":true,"messages":[
                    {"role":"user","content":"mira","images":["AQID"]},
                    {"role":"assistant","content":"","tool_calls":[{"function":
                      {"name":"clock","arguments":{"zone":"UTC"}}}]},
                    {"role":"tool","content":"12:00","tool_name":"clock"}],
                   "options":{"temperature":0.5,"seed":3,"num_predict":50},
                   "format":{"type":"object"}}\
                  """));
    }
  }

  @Test
  void readsWholeToolCalls() throws Exception {
    String call =
        "{\"message\":{\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"clock\","
            + "\"arguments\":{\"zone\":\"UTC\"}}}]},\"done\":false}";
    try (var server = LoopbackServer.answering(LoopbackServer.lines(call, DONE))) {
      var stream = fixture.ollama(server).chat(ChatRequest.of(Message.user("hora")));
      assertThat(RemoteFixture.all(stream))
          .containsExactly(
              new ChatEvent.ToolCallDelta(0, "call_0", "clock", "{\"zone\":\"UTC\"}"),
              new ChatEvent.Done("tool_calls", new Usage(26, 4, 0)));
    }
  }

  @Test
  void understandsAnAddressThatEndsInV1() throws Exception {
    try (var server = LoopbackServer.answering(LoopbackServer.lines(DONE))) {
      RemoteModel model =
          fixture.start(
              RemoteFixture.model(
                  server.url("/v1/"), Protocol.OLLAMA, java.time.Duration.ofSeconds(20)));
      RemoteFixture.all(model.chat(ChatRequest.of(Message.user("hola"))));
      assertThat(server.request().head()).startsWith("POST /api/chat HTTP/1.1");
    }
  }

  @Test
  void anErrorLineAndACutAnswerAreCrashes() throws Exception {
    for (String last : List.of("{\"error\":\"model runner has died\"}", piece("content", "a"))) {
      try (var server =
          LoopbackServer.answering(LoopbackServer.lines(piece("content", "Ho"), last))) {
        var stream = fixture.ollama(server).chat(ChatRequest.of(Message.user("hola")));
        assertThatThrownBy(() -> RemoteFixture.all(stream))
            .isInstanceOf(EngineException.Crashed.class)
            .hasMessageContaining(last.contains("error") ? "has died" : "in the middle");
      }
    }
  }

  @Test
  void soundHasNoPlace() throws Exception {
    try (var server = LoopbackServer.answering(LoopbackServer.lines(DONE))) {
      var audio = new Content.Audio(new MediaRef("a", Path.of("a"), Bytes.of(1), "audio/wav"));
      RemoteModel model = fixture.ollama(server);
      assertThatThrownBy(() -> model.chat(ChatRequest.of(Message.of(Role.USER, audio))))
          .isInstanceOf(EngineException.Unsupported.class);
    }
  }
}
