package sarai.bench;

import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a streamed answer said, put together from its chunks. Immutable.
///
/// @param model that answered; empty when no chunk named one
/// @param tokens of the answer; 0 when the usage was not asked for
record StreamedAnswer(String model, String text, int tokens) {
  private static final String DATA = "data: ";

  static StreamedAnswer of(Wire.Reply reply) throws IOException {
    if (reply.status() != 200) {
      throw new IOException("status %d: %s".formatted(reply.status(), reply.body()));
    }
    JsonMapper json = new JsonMapper();
    StringBuilder text = new StringBuilder();
    String model = "";
    int tokens = 0;
    for (String line : reply.body().lines().toList()) {
      if (line.startsWith(DATA + "{")) {
        JsonNode chunk = json.readTree(line.substring(DATA.length()));
        text.append(chunk.at("/choices/0/delta/content").asString(""));
        model = chunk.path("model").asString(model);
        tokens = chunk.at("/usage/completion_tokens").asInt(tokens);
      }
    }
    return new StreamedAnswer(model, text.toString(), tokens);
  }
}
