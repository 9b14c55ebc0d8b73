package sarai.bench;

import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The chat completions that the suites send.
final class Chat {
  private static final String PATH = "/v1/chat/completions";

  private Chat() {}

  static String body(String model, String question, int tokens, boolean stream) {
    ObjectNode body =
        new JsonMapper()
            .createObjectNode()
            .put("model", model)
            .put("max_tokens", tokens)
            .put("stream", stream)
            .put("temperature", 0)
            .put("seed", 1);
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    return body.toString();
  }

  /// Sends it; only 200 counts.
  static Wire.Reply send(Wire wire, String body) throws IOException {
    Wire.Reply reply = wire.post(PATH, body);
    if (reply.status() != 200) {
      throw new IOException("status %d: %s".formatted(reply.status(), reply.body()));
    }
    return reply;
  }
}
