package sarai.bench;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a server over HTTP as any client would: chat completions, and uploads for what is written
/// down.
///
/// @param model an id, or `sarai` for the routed one
/// @param asked kept with each answer
record ServerAsker(URI server, String model, String asked) implements QualityRun.Asker {
  static final String ROUTED = "sarai";
  private static final int TOKENS = 256;

  @Override
  public AnswerFile.Given ask(QualityQuestion question) throws IOException {
    try (Wire wire = Wire.to(server)) {
      boolean written = question.task() == QualityTask.WER;
      Wire.Reply reply =
          written
              ? wire.upload("/v1/audio/transcriptions", fields(question), question.recording())
              : wire.post("/v1/chat/completions", question.body(model, TOKENS));
      if (reply.status() != 200) {
        throw new IOException("status %d: %s".formatted(reply.status(), reply.body()));
      }
      JsonNode body = new JsonMapper().readTree(reply.body());
      String answer =
          written
              ? body.path("text").asString("")
              : body.at("/choices/0/message/content").asString("");
      String by = body.path("model").asString(model);
      int tokens = body.at("/usage/prompt_tokens").asInt(0);
      return new AnswerFile.Given(
          question.id(), asked, by, answer, reply.totalNanos() / 1e9, tokens);
    }
  }

  private Map<String, String> fields(QualityQuestion question) {
    Map<String, String> fields = new HashMap<>();
    fields.put("language", question.language());
    fields.put("response_format", "json");
    if (!model.equals(ROUTED)) {
      fields.put("model", model);
    }
    return fields;
  }
}
