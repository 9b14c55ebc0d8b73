package sarai.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.Usage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes the events of an answer in OpenAI's shapes. One instance for one answer; not thread-safe.
final class ChunkJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String id;
  private final long created;
  private final boolean includeUsage;
  private String model;

  /// @param model who is to answer, until somebody does
  /// @param created seconds since 1970
  /// @param includeUsage whether the client asked for the usage chunk
  ChunkJson(String id, String model, long created, boolean includeUsage) {
    this.id = id;
    this.model = model;
    this.created = created;
    this.includeUsage = includeUsage;
  }

  /// Who answers from here on.
  void model(String answering) {
    model = answering;
  }

  String model() {
    return model;
  }

  ObjectNode role() {
    return chunk(JSON.objectNode().put("role", "assistant").put("content", ""), null, null);
  }

  ObjectNode delta(ChatEvent.Delta delta) {
    return chunk(JSON.objectNode().put("content", delta.text()), delta.logprobs(), null);
  }

  ObjectNode reasoning(ChatEvent.Reasoning reasoning) {
    return chunk(JSON.objectNode().put("reasoning_content", reasoning.text()), null, null);
  }

  ObjectNode toolCall(ChatEvent.ToolCallDelta call) {
    ObjectNode function = JSON.objectNode();
    if (call.name() != null) {
      function.put("name", call.name());
    }
    function.put("arguments", call.arguments());
    ObjectNode json = JSON.objectNode().put("index", call.index());
    if (call.id() != null) {
      json.put("id", call.id()).put("type", "function");
    }
    json.set("function", function);
    ObjectNode delta = JSON.objectNode();
    delta.putArray("tool_calls").add(json);
    return chunk(delta, null, null);
  }

  ObjectNode citations(ChatEvent.Citations citations) {
    ObjectNode delta = JSON.objectNode();
    delta.set("annotations", annotations(citations.citations()));
    return chunk(delta, null, null);
  }

  static ArrayNode annotations(List<ChatEvent.Citation> citations) {
    ArrayNode list = JSON.arrayNode();
    for (ChatEvent.Citation citation : citations) {
      ObjectNode source =
          JSON.objectNode()
              .put("start_index", citation.startIndex())
              .put("end_index", citation.endIndex())
              .put("url", citation.url())
              .put("title", citation.title());
      ObjectNode annotation = list.addObject().put("type", "url_citation");
      annotation.set("url_citation", source);
    }
    return list;
  }

  ObjectNode finish(String reason) {
    return chunk(JSON.objectNode(), null, reason);
  }

  /// The chunk without choices that ends a stream whose client asked for it.
  ObjectNode usage(Usage usage) {
    ObjectNode json = envelope();
    json.putArray("choices");
    json.set("usage", usageJson(usage));
    return json;
  }

  static ObjectNode usageJson(Usage usage) {
    ObjectNode json =
        JSON.objectNode()
            .put("prompt_tokens", usage.promptTokens())
            .put("completion_tokens", usage.completionTokens())
            .put("total_tokens", usage.totalTokens());
    json.putObject("prompt_tokens_details").put("cached_tokens", usage.cachedTokens());
    return json;
  }

  private ObjectNode envelope() {
    return JSON.objectNode()
        .put("id", id)
        .put("object", "chat.completion.chunk")
        .put("created", created)
        .put("model", model);
  }

  private ObjectNode chunk(
      ObjectNode delta, @Nullable JsonNode logprobs, @Nullable String finishReason) {
    ObjectNode json = envelope();
    ObjectNode choice = json.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.set("logprobs", logprobs == null ? JSON.nullNode() : logprobs);
    choice.put("finish_reason", finishReason);
    if (includeUsage) {
      json.putNull("usage");
    }
    return json;
  }

  /// The extra event of clients that asked for `sarai_events`.
  static ObjectNode progress(ChatEvent.Progress progress) {
    return switch (progress) {
      case ChatEvent.Progress.Node node ->
          JSON.objectNode().put("type", "node").put("node", node.node());
      case ChatEvent.Progress.Loading loading ->
          JSON.objectNode()
              .put("type", "model.loading")
              .put("model", loading.model())
              .put("progress", loading.progress())
              .put("eta_seconds", loading.etaSeconds());
      case ChatEvent.Progress.Frames frames ->
          JSON.objectNode()
              .put("type", "media.frames")
              .put("done", frames.done())
              .put("total", frames.total())
              .put("progress", (double) frames.done() / frames.total());
      case ChatEvent.Progress.Queue queue ->
          JSON.objectNode()
              .put("type", "queue")
              .put("model", queue.model())
              .put("position", queue.position())
              .put("eta_seconds", queue.etaSeconds());
      case ChatEvent.Progress.Shortened shortened ->
          JSON.objectNode()
              .put("type", "conversation.shortened")
              .put("model", shortened.model())
              .put("messages", shortened.messages());
      case ChatEvent.Progress.Heard heard ->
          JSON.objectNode()
              .put("type", "heard")
              .put("model", heard.model())
              .put("language", heard.language())
              .put("text", heard.text());
    };
  }
}
