package sarai.http;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.ChatSink;
import sarai.chat.ToolCall;
import sarai.chat.Usage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Gathers the events of an answer for a client that wants it whole. Not thread-safe.
final class WholeAnswer implements ChatSink {
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final TreeMap<Integer, ToolCall> calls = new TreeMap<>();
  private final List<JsonNode> logprobs = new ArrayList<>();
  private final List<ChatEvent.Citation> citations = new ArrayList<>();
  private ChatEvent.@Nullable Routed routed;
  private ChatEvent.Done done = new ChatEvent.Done("stop", Usage.NONE);
  private String model = "";
  private int leftOut;

  @Override
  public void accept(ChatEvent event) {
    switch (event) {
      case ChatEvent.Routed decision -> {
        routed = decision;
        model = decision.model();
      }
      case ChatEvent.Answering answering -> model = answering.model();
      case ChatEvent.Delta delta -> {
        text.append(delta.text());
        if (delta.logprobs() != null) {
          logprobs.add(delta.logprobs());
        }
      }
      case ChatEvent.Reasoning piece -> reasoning.append(piece.text());
      case ChatEvent.ToolCallDelta call -> calls.merge(call.index(), of(call), WholeAnswer::join);
      case ChatEvent.Citations sources -> citations.addAll(sources.citations());
      case ChatEvent.Done end -> done = end;
      case ChatEvent.Progress.Shortened shortened -> leftOut = shortened.messages();
      case ChatEvent.Evicted _, ChatEvent.Progress _ -> {}
    }
  }

  private static ToolCall of(ChatEvent.ToolCallDelta call) {
    return new ToolCall(
        call.id() == null ? "" : call.id(),
        call.name() == null ? "" : call.name(),
        call.arguments());
  }

  private static ToolCall join(ToolCall begun, ToolCall piece) {
    return new ToolCall(
        begun.id() + piece.id(),
        begun.name() + piece.name(),
        begun.arguments() + piece.arguments());
  }

  ChatEvent.@Nullable Routed routed() {
    return routed;
  }

  /// Messages that the model was not sent.
  int leftOut() {
    return leftOut;
  }

  ObjectNode json(String id, long created) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode body =
        json.objectNode()
            .put("id", id)
            .put("object", "chat.completion")
            .put("created", created)
            .put("model", model);
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    choice.set("message", message());
    choice.set("logprobs", logprobs.isEmpty() ? json.nullNode() : joinedLogprobs());
    choice.put("finish_reason", done.finishReason());
    body.set("usage", ChunkJson.usageJson(done.usage()));
    return body;
  }

  private ObjectNode message() {
    ObjectNode message = JsonNodeFactory.instance.objectNode().put("role", "assistant");
    message.put("content", text.isEmpty() && !calls.isEmpty() ? null : text.toString());
    message.putNull("refusal");
    if (!reasoning.isEmpty()) {
      message.put("reasoning_content", reasoning.toString());
    }
    if (!calls.isEmpty()) {
      ArrayNode list = message.putArray("tool_calls");
      calls.values().forEach(call -> list.add(toolCall(call)));
    }
    if (!citations.isEmpty()) {
      message.set("annotations", ChunkJson.annotations(citations));
    }
    return message;
  }

  private static ObjectNode toolCall(ToolCall call) {
    ObjectNode json =
        JsonNodeFactory.instance.objectNode().put("id", call.id()).put("type", "function");
    json.putObject("function").put("name", call.name()).put("arguments", call.arguments());
    return json;
  }

  /// The pieces' `content` lists, one after the other.
  private ObjectNode joinedLogprobs() {
    ObjectNode joined = JsonNodeFactory.instance.objectNode();
    ArrayNode content = joined.putArray("content");
    logprobs.forEach(piece -> piece.path("content").forEach(content::add));
    return joined;
  }
}
