package sarai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A question about a file, as an OpenAI client would send it.
///
/// @param kind the type of its part: `image_url`, `video_url` or `input_audio`; empty for no file
/// @param truth what a true answer holds; empty where any answer will do
record Media(String name, String question, String kind, String file, String truth) {
  String body(Path samples) throws IOException {
    ObjectNode body = new JsonMapper().createObjectNode();
    body.put("model", "sarai").put("stream", true).put("max_tokens", 48);
    ArrayNode parts = body.putArray("messages").addObject().put("role", "user").putArray("content");
    if (!kind.isEmpty()) {
      byte[] bytes = Files.readAllBytes(samples.resolve(file));
      String data =
          "data:application/octet-stream;base64," + Base64.getEncoder().encodeToString(bytes);
      parts.addObject().put("type", kind).putObject(kind).put("url", data);
    }
    parts.addObject().put("type", "text").put("text", question);
    return body.toString();
  }
}
