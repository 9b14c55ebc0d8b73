package sarai.engine.llama;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.Usage;
import sarai.engine.EngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Turns the chunks of a streamed completion into events, remembering what only the end may tell.
/// Used by one thread.
final class ChunkReader {
  private final Failures failures;
  private String finishReason = "stop";
  private Usage usage = Usage.NONE;

  ChunkReader(Failures failures) {
    this.failures = failures;
  }

  /// The events of one chunk, often one, sometimes none.
  List<ChatEvent> read(String chunk) throws EngineException {
    JsonNode json;
    try {
      json = LlamaModel.JSON.readTree(chunk);
    } catch (JacksonException e) {
      throw new EngineException.Crashed("the engine sent a chunk that is no JSON", e);
    }
    if (json.has("error") || (json.has("message") && json.has("code"))) {
      throw failures.reported(json.path("error").isObject() ? json.path("error") : json, 500);
    }
    readUsage(json.path("usage"));
    List<ChatEvent> events = new ArrayList<>(1);
    JsonNode choice = json.path("choices").path(0);
    if (choice.path("finish_reason").isString()) {
      finishReason = choice.path("finish_reason").stringValue();
    }
    readDelta(choice, events);
    return events;
  }

  /// The end of the answer, once all chunks were read.
  ChatEvent.Done done() {
    return new ChatEvent.Done(finishReason, usage);
  }

  private void readUsage(JsonNode json) {
    if (json.isObject()) {
      usage =
          new Usage(
              json.path("prompt_tokens").asInt(0),
              json.path("completion_tokens").asInt(0),
              json.path("prompt_tokens_details").path("cached_tokens").asInt(0));
    }
  }

  private static void readDelta(JsonNode choice, List<ChatEvent> events) {
    JsonNode delta = choice.path("delta");
    String reasoning = text(delta, "reasoning_content");
    if (reasoning != null && !reasoning.isEmpty()) {
      events.add(new ChatEvent.Reasoning(reasoning));
    }
    String text = text(delta, "content");
    JsonNode logprobs = choice.get("logprobs");
    boolean hasLogprobs = logprobs != null && logprobs.isObject();
    if ((text != null && !text.isEmpty()) || hasLogprobs) {
      events.add(new ChatEvent.Delta(text == null ? "" : text, hasLogprobs ? logprobs : null));
    }
    int position = 0;
    for (JsonNode call : delta.path("tool_calls")) {
      JsonNode function = call.path("function");
      String arguments = text(function, "arguments");
      events.add(
          new ChatEvent.ToolCallDelta(
              call.path("index").asInt(position++),
              text(call, "id"),
              text(function, "name"),
              arguments == null ? "" : arguments));
    }
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value != null && value.isString() ? value.stringValue() : null;
  }
}
