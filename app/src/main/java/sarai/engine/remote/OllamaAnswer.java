package sarai.engine.remote;

import java.util.Queue;
import sarai.chat.ChatEvent;
import sarai.chat.Usage;
import sarai.engine.EngineException;
import tools.jackson.databind.JsonNode;

/// Reads the lines of one Ollama answer.
final class OllamaAnswer implements Dialect.Answer {
  private int pieces;
  private int calls;
  private boolean done;

  @Override
  public void line(String line, Queue<ChatEvent> events) throws EngineException {
    if (line.isBlank() || done) {
      return;
    }
    JsonNode object = Json.object(line);
    String error = Json.error(object);
    if (error != null) {
      throw new EngineException.Crashed("It broke off after " + pieces + " pieces: " + error);
    }
    JsonNode message = object.path("message");
    String thinking = Json.text(message.path("thinking"));
    if (!thinking.isEmpty()) {
      pieces++;
      events.add(new ChatEvent.Reasoning(thinking));
    }
    String content = Json.text(message.path("content"));
    if (!content.isEmpty()) {
      pieces++;
      events.add(new ChatEvent.Delta(content));
    }
    for (JsonNode call : message.path("tool_calls")) {
      pieces++;
      events.add(toolCall(call));
    }
    if (object.path("done").asBoolean(false)) {
      if (pieces == 0 && Json.text(object.path("done_reason")).isEmpty()) {
        throw new EngineException.Crashed("It answered nothing and gave no reason");
      }
      done = true;
      events.add(new ChatEvent.Done(reason(object), usage(object)));
    }
  }

  @Override
  public void end(Queue<ChatEvent> events) throws EngineException {
    if (!done) {
      throw new EngineException.Crashed("It ended in the middle, after " + pieces + " pieces");
    }
  }

  /// Ollama sends whole calls, the older versions without an id.
  private ChatEvent toolCall(JsonNode call) {
    JsonNode function = call.path("function");
    String id = Json.text(call.path("id"));
    int index = calls++;
    return new ChatEvent.ToolCallDelta(
        index,
        id.isEmpty() ? "call_" + index : id,
        Json.text(function.path("name")),
        function.path("arguments").toString());
  }

  private String reason(JsonNode last) {
    if (calls > 0) {
      return "tool_calls";
    }
    return Json.text(last.path("done_reason")).equals("length") ? "length" : "stop";
  }

  private static Usage usage(JsonNode last) {
    return new Usage(last.path("prompt_eval_count").asInt(0), last.path("eval_count").asInt(0), 0);
  }
}
