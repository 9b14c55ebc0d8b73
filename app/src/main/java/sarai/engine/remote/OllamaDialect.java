package sarai.engine.remote;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.chat.ToolCall;
import sarai.engine.EngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Ollama's `/api/chat` with a JSON object a line. A base address that ends in `/v1`, which is
/// Ollama's OpenAI side, is understood too. Parameters without a counterpart over there
/// (`tool_choice`, `logprobs`, `n`) are left out.
final class OllamaDialect implements Dialect {
  private static final List<String> OPTIONS =
      List.of(
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "seed",
          "stop",
          "presence_penalty",
          "frequency_penalty",
          "repeat_penalty");

  @Override
  public URI chat(URI base) {
    return Dialect.below(root(base), "api/chat");
  }

  @Override
  public URI probe(URI base) {
    return Dialect.below(root(base), "api/version");
  }

  private static URI root(URI base) {
    return URI.create(base.toString().replaceFirst("/v1/?$", ""));
  }

  @Override
  public Answer answer() {
    return new OllamaAnswer();
  }

  @Override
  public ObjectNode body(String remoteModel, ChatRequest request) throws EngineException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model", remoteModel);
    body.put("stream", true);
    messages(body.putArray("messages"), request.messages());
    Parameters parameters = request.parameters();
    for (String name : List.of("tools", "think", "keep_alive")) {
      copy(parameters, name, body);
    }
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    for (String name : OPTIONS) {
      copy(parameters, name, options);
    }
    if (request.maxTokens() != null) {
      options.put("num_predict", request.maxTokens());
    }
    if (!options.isEmpty()) {
      body.set("options", options);
    }
    format(parameters, body);
    return body;
  }

  private static void copy(Parameters from, String name, ObjectNode to) {
    JsonNode value = from.get(name);
    if (value != null) {
      to.set(name, value);
    }
  }

  private static void format(Parameters parameters, ObjectNode body) {
    JsonNode wanted = parameters.get("response_format");
    if (wanted == null) {
      return;
    }
    JsonNode schema = wanted.path("json_schema").path("schema");
    if (schema.isObject()) {
      body.set("format", schema);
    } else if (!Json.text(wanted.path("type")).equals("text")) {
      body.put("format", "json");
    }
  }

  private static void messages(ArrayNode list, List<Message> messages) throws EngineException {
    Map<String, String> toolNames = new HashMap<>();
    for (Message message : messages) {
      ObjectNode node = list.addObject();
      node.put("role", message.role().name().toLowerCase(Locale.ROOT));
      node.put("content", message.text());
      images(node, message);
      if (!message.toolCalls().isEmpty()) {
        calls(node.putArray("tool_calls"), message.toolCalls());
      }
      message.toolCalls().forEach(call -> toolNames.put(call.id(), call.name()));
      String called = message.toolCallId() == null ? null : toolNames.get(message.toolCallId());
      if (called != null) {
        node.put("tool_name", called);
      }
    }
  }

  private static void images(ObjectNode node, Message message) throws EngineException {
    for (Content part : message.content()) {
      switch (part) {
        case Content.Text ignored -> {}
        case Content.Image(MediaRef media) ->
            node.withArray("images").add(OpenAiDialect.base64(media));
        case Content.Audio ignored -> throw unsupported("sound");
        case Content.Video ignored -> throw unsupported("video");
      }
    }
  }

  private static EngineException unsupported(String kind) {
    return new EngineException.Unsupported("Ollama's protocol has no place for " + kind);
  }

  private static void calls(ArrayNode list, List<ToolCall> calls) throws EngineException {
    for (ToolCall call : calls) {
      list.addObject()
          .putObject("function")
          .put("name", call.name())
          .set("arguments", Json.object(call.arguments()));
    }
  }
}
