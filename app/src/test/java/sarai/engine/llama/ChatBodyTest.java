package sarai.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.chat.Role;
import sarai.chat.ToolCall;
import sarai.engine.Capability;
import sarai.engine.EngineException;
import sarai.units.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;

class ChatBodyTest {
  @TempDir Path folder;
  private final ChatBody bodies =
      new ChatBody("m", Set.of(Capability.TEXT, Capability.VISION, Capability.AUDIO));

  private JsonNode encoded(ChatRequest request) throws Exception {
    RequestBody body = bodies.encode(request);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    body.writeTo(out, new byte[0]);
    assertThat(out.size()).isEqualTo((int) body.length());
    return LlamaModel.JSON.readTree(out.toByteArray());
  }

  private MediaRef media(byte[] bytes, String type) throws Exception {
    Path file = Files.write(folder.resolve("media" + bytes.length), bytes);
    return new MediaRef("00", file, Bytes.of(bytes.length), type);
  }

  @Test
  void textIsAPlainStringAndTheAnswerAlwaysAStreamWithUsage() throws Exception {
    Parameters parameters =
        Parameters.NONE
            .with("temperature", DoubleNode.valueOf(0.5))
            .with("stream", BooleanNode.FALSE);
    JsonNode body =
        encoded(new ChatRequest("x", List.of(Message.user("hi \"é\"")), 7, parameters, null, null));
    assertThat(body)
        .isEqualTo(
            LlamaModel.JSON.readTree(
                """
                {"model":"m","stream":true,"stream_options":{"include_usage":true},"max_tokens":7,
                 "temperature":0.5,"messages":[{"role":"user","content":"hi \\"é\\""}]}\
                """));
  }

  @Test
  void filesOfAnySizeArriveWholeAsBase64() throws Exception {
    Random random = new Random(5);
    for (int size : new int[] {0, 1, 2, 3, 49151, 49152, 49153, 200_000}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      Message message =
          Message.of(
              Role.USER,
              new Content.Image(media(bytes, "image/png")),
              new Content.Text("what?"),
              new Content.Audio(media(bytes, "audio/mpeg")));
      JsonNode parts = encoded(ChatRequest.of(message)).at("/messages/0/content");
      String base64 = Base64.getEncoder().encodeToString(bytes);
      assertThat(parts.at("/0/image_url/url").stringValue())
          .isEqualTo("data:image/png;base64," + base64);
      assertThat(parts.at("/1/text").stringValue()).isEqualTo("what?");
      assertThat(parts.at("/2/input_audio/data").stringValue()).isEqualTo(base64);
      assertThat(parts.at("/2/input_audio/format").stringValue()).isEqualTo("mp3");
    }
  }

  @Test
  void toolCallsAndTheirAnswersKeepTheirIds() throws Exception {
    Message call =
        new Message(
            Role.ASSISTANT, List.of(), List.of(new ToolCall("c1", "f", "{\"a\":1}")), null, null);
    Message answer = new Message(Role.TOOL, List.of(new Content.Text("2")), List.of(), "c1", "f");
    JsonNode messages = encoded(ChatRequest.of(call, answer)).path("messages");
    assertThat(messages.at("/0/content").isNull()).isTrue();
    assertThat(messages.at("/0/tool_calls/0/function/arguments").stringValue())
        .isEqualTo("{\"a\":1}");
    assertThat(messages.at("/1/role").stringValue()).isEqualTo("tool");
    assertThat(messages.at("/1/tool_call_id").stringValue()).isEqualTo("c1");
  }

  @Test
  void aFileThatChangedIsABadRequest() throws Exception {
    MediaRef media = media(new byte[10], "image/png");
    Files.write(media.file(), new byte[11]);
    ChatRequest request = ChatRequest.of(Message.of(Role.USER, new Content.Image(media)));
    assertThatThrownBy(() -> bodies.encode(request))
        .isInstanceOf(EngineException.BadRequest.class)
        .hasMessageContaining("11 bytes, not 10");
  }
}
