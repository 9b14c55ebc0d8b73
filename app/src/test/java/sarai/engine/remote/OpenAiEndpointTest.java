package sarai.engine.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
import sarai.engine.EngineException;
import sarai.units.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class OpenAiEndpointTest {
  private static final String HI = chunk("{\"role\":\"assistant\",\"content\":\"Ho\"}", "null");
  private static final String END = chunk("{\"content\":\"la\"}", "\"stop\"");
  private static final String USAGE =
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,"
          + "\"prompt_tokens_details\":{\"cached_tokens\":8}}}";

  private final RemoteFixture fixture = new RemoteFixture();

  static String chunk(String delta, String finish) {
    return "{\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}"
        .formatted(delta, finish);
  }

  private static ChatRequest hello() {
    return ChatRequest.of(Message.user("hola"));
  }

  @Test
  void streamsTextUsageAndReason() throws Exception {
    try (var server = LoopbackServer.answering(LoopbackServer.events(HI, END, USAGE, "[DONE]"))) {
      RemoteModel model = fixture.openAi(server);
      assertThat(RemoteFixture.all(model.chat(hello())))
          .containsExactly(
              new ChatEvent.Delta("Ho"),
              new ChatEvent.Delta("la"),
              new ChatEvent.Done("stop", new Usage(12, 3, 8)));
    }
  }

  @Test
  void sendsWhatOpenAiReads() throws Exception {
    try (var server = LoopbackServer.answering(LoopbackServer.events(END, "[DONE]"))) {
      Parameters parameters =
          Parameters.NONE.with("temperature", JsonNodeFactory.instance.numberNode(0.2));
      ChatRequest request =
          new ChatRequest(
              "expert",
              List.of(
                  Message.system("Sé breve."),
                  Message.user("¿Qué hora es?"),
                  new Message(
                      Role.ASSISTANT,
                      List.of(),
                      List.of(new ToolCall("c1", "clock", "{\"zone\":\"UTC\"}")),
                      null,
                      null),
                  new Message(
                      Role.TOOL, List.of(new Content.Text("12:00")), List.of(), "c1", null)),
              64,
              parameters,
              "secret-session",
              "ana");
      RemoteFixture.all(fixture.openAi(server).chat(request));
      LoopbackServer.Seen seen = server.request();
      JsonNode body = Json.MAPPER.readTree(seen.body());
      assertThat(seen.head()).startsWith("POST /v1/chat/completions HTTP/1.1");
      assertThat(seen.header("authorization")).isEqualTo("Bearer " + RemoteFixture.KEY);
      assertThat(body)
          .isEqualTo(
              Json.MAPPER.readTree(
                  """
                  {"temperature":0.2,"model":"solar:10.7b","messages":[
                    {"role":"system","content":"Sé breve."},
                    {"role":"user","content":"¿Qué hora es?"},
                    {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
                      "function":{"name":"clock","arguments":"{\\"zone\\":\\"UTC\\"}"}}]},
                    {"role":"tool","content":"12:00","tool_call_id":"c1"}],
                   "max_tokens":64,"stream":true,"stream_options":{"include_usage":true}}\
                  """));
      assertThat(seen.body()).doesNotContain("secret-session", "ana");
    }
  }

  @Test
  void sendsPicturesAndSounds(@TempDir Path folder) throws Exception {
    try (var server = LoopbackServer.answering(LoopbackServer.events(END, "[DONE]"))) {
      Message message =
          Message.of(
              Role.USER,
              new Content.Text("¿Qué ves y oyes?"),
              new Content.Image(media(folder, "image/png")),
              new Content.Audio(media(folder, "audio/wav")));
      RemoteFixture.all(fixture.openAi(server).chat(ChatRequest.of(message)));
      JsonNode parts =
          Json.MAPPER.readTree(server.request().body()).path("messages").path(0).path("content");
      assertThat(parts)
          .isEqualTo(
              Json.MAPPER.readTree(
                  """
                  [{"type":"text","text":"¿Qué ves y oyes?"},
                   {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}},
                   {"type":"input_audio","input_audio":{"data":"AQID","format":"wav"}}]\
                  """));
    }
  }

  @Test
  void refusesClipsAndStrangeSoundsBeforeItCalls(@TempDir Path folder) throws Exception {
    try (var server = LoopbackServer.answering(LoopbackServer.events(END))) {
      RemoteModel model = fixture.openAi(server);
      MediaRef ogg = media(folder, "audio/ogg");
      for (Content part :
          List.of(new Content.Audio(ogg), new Content.Video(ogg, null, null, null))) {
        assertThatThrownBy(() -> model.chat(ChatRequest.of(Message.of(Role.USER, part))))
            .isInstanceOf(EngineException.Unsupported.class);
      }
      assertThat(server.requests).isEmpty();
    }
  }

  private static MediaRef media(Path folder, String type) throws IOException {
    Path file = folder.resolve(type.replace('/', '-'));
    Files.write(file, new byte[] {1, 2, 3});
    return new MediaRef("abc", file, Bytes.of(3), type);
  }

  @Test
  void readsReasoningUnderEachOfItsNames() throws Exception {
    try (var server =
        LoopbackServer.answering(
            LoopbackServer.events(
                chunk("{\"reasoning_content\":\"a\"}", "null"),
                chunk("{\"reasoning\":\"b\",\"content\":\"x\"}", "null"),
                chunk("{\"thinking\":\"c\"}", "\"length\""),
                "[DONE]"))) {
      assertThat(RemoteFixture.all(fixture.openAi(server).chat(hello())))
          .containsExactly(
              new ChatEvent.Reasoning("a"),
              new ChatEvent.Reasoning("b"),
              new ChatEvent.Delta("x"),
              new ChatEvent.Reasoning("c"),
              new ChatEvent.Done("length", Usage.NONE));
    }
  }

  @Test
  void readsToolCallsInPieces() throws Exception {
    try (var server =
        LoopbackServer.answering(
            LoopbackServer.events(
                chunk(
                    "{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"clock\",\"arguments\":\"\"}}]}",
                    "null"),
                chunk(
                    "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}", "null"),
                chunk("{}", "\"tool_calls\""),
                "[DONE]"))) {
      assertThat(RemoteFixture.all(fixture.openAi(server).chat(hello())))
          .containsExactly(
              new ChatEvent.ToolCallDelta(0, "c1", "clock", ""),
              new ChatEvent.ToolCallDelta(0, null, null, "{}"),
              new ChatEvent.Done("tool_calls", Usage.NONE));
    }
  }

  @Test
  void endsWhereAServerForgetsItsLastLine() throws Exception {
    try (var server = LoopbackServer.answering(LoopbackServer.events(HI, END))) {
      assertThat(RemoteFixture.all(fixture.openAi(server).chat(hello())))
          .last()
          .isEqualTo(new ChatEvent.Done("stop", Usage.NONE));
    }
  }

  @Test
  void passesOverCommentsAndReadsLongTextCutAnywhere() throws Exception {
    String word = "ñandú 🙂 ".repeat(3000);
    String answer =
        LoopbackServer.events(chunk("{\"content\":\"" + word + "\"}", "\"stop\""), "[DONE]")
            .replace("\n\ndata: [DONE]", "\n\n: keep-alive\n\nevent: x\ndata: [DONE]");
    byte[] bytes = answer.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (var server =
        new LoopbackServer((number, seen, socket) -> {
          for (int from = 0; from < bytes.length; from += 997) {
            socket.getOutputStream().write(bytes, from, Math.min(997, bytes.length - from));
            socket.getOutputStream().flush();
          }
        })) {
      assertThat(RemoteFixture.all(fixture.openAi(server).chat(hello())))
          .containsExactly(new ChatEvent.Delta(word), new ChatEvent.Done("stop", Usage.NONE));
    }
  }

  @Test
  void aCutAnswerIsACrashThatSaysHowFarItCame() throws Exception {
    try (var server = LoopbackServer.answering(LoopbackServer.events(HI))) {
      var stream = fixture.openAi(server).chat(hello());
      assertThat(stream.next()).isEqualTo(new ChatEvent.Delta("Ho"));
      assertThatThrownBy(stream::next)
          .isInstanceOf(EngineException.Crashed.class)
          .hasMessageContaining("expert at http://127.0.0.1")
          .hasMessageContaining("after 1 pieces");
      assertThat(stream.next()).isNull();
    }
  }

  @Test
  void anAnswerWithNothingInItIsACrashBeforeAnyEvent() throws Exception {
    String role = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    for (String answer :
        List.of(
            LoopbackServer.events(),
            LoopbackServer.events("[DONE]"),
            LoopbackServer.events(role, USAGE, "[DONE]"))) {
      try (var server = LoopbackServer.answering(answer)) {
        var stream = fixture.openAi(server).chat(hello());
        assertThatThrownBy(stream::next)
            .isInstanceOf(EngineException.Crashed.class)
            .hasMessageContaining("expert at http://127.0.0.1");
      }
    }
  }

  @Test
  void anEmptyAnswerWithAReasonToFinishIsOne() throws Exception {
    try (var server =
        LoopbackServer.answering(LoopbackServer.events(chunk("{}", "\"stop\""), "[DONE]"))) {
      assertThat(RemoteFixture.all(fixture.openAi(server).chat(hello())))
          .containsExactly(new ChatEvent.Done("stop", Usage.NONE));
    }
  }

  @Test
  void anErrorInTheMiddleIsACrashWithItsWords() throws Exception {
    try (var server =
        LoopbackServer.answering(
            LoopbackServer.events(
                HI, "{\"error\":{\"message\":\"out of memory\",\"type\":\"server_error\"}}"))) {
      assertThatThrownBy(() -> RemoteFixture.all(fixture.openAi(server).chat(hello())))
          .isInstanceOf(EngineException.Crashed.class)
          .hasMessageContaining("out of memory");
    }
  }

  @Test
  void whatIsNoJsonIsACrash() throws Exception {
    for (String wrong : List.of("{oops", "[1]", "<html>")) {
      try (var server = LoopbackServer.answering(LoopbackServer.events(wrong))) {
        assertThatThrownBy(() -> RemoteFixture.all(fixture.openAi(server).chat(hello())))
            .isInstanceOf(EngineException.Crashed.class)
            .hasMessageContaining("no JSON");
      }
    }
  }

  @Test
  void anAnswerInOnePieceIsRefusedByName() throws Exception {
    String body = "{\"choices\":[{\"message\":{\"content\":\"x\"}}]}";
    try (var server = LoopbackServer.answering(LoopbackServer.status(200, "", body))) {
      assertThatThrownBy(() -> RemoteFixture.all(fixture.openAi(server).chat(hello())))
          .isInstanceOf(EngineException.Crashed.class)
          .hasMessageContaining("one JSON object where events were asked for");
    }
  }
}
