package sarai.engine.remote;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Role;
import sarai.chat.ToolCall;
import sarai.engine.EngineException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's `/chat/completions` with server-sent events. The base address holds the version path.
final class OpenAiDialect implements Dialect {
  @Override
  public URI chat(URI base) {
    return Dialect.below(base, "chat/completions");
  }

  @Override
  public URI probe(URI base) {
    return Dialect.below(base, "models");
  }

  @Override
  public Answer answer() {
    return new OpenAiAnswer();
  }

  /// The client's session and user stay here: the endpoint has no business with them.
  @Override
  public ObjectNode body(String remoteModel, ChatRequest request) throws EngineException {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    request.parameters().writeTo(body);
    body.put("model", remoteModel);
    ArrayNode messages = body.putArray("messages");
    for (Message message : request.messages()) {
      messages.add(message(message));
    }
    if (request.maxTokens() != null) {
      body.put("max_tokens", request.maxTokens());
    }
    body.put("stream", true);
    body.putObject("stream_options").put("include_usage", true);
    return body;
  }

  private static ObjectNode message(Message message) throws EngineException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("role", message.role().name().toLowerCase(Locale.ROOT));
    content(node, message);
    if (message.name() != null) {
      node.put("name", message.name());
    }
    if (message.toolCallId() != null) {
      node.put("tool_call_id", message.toolCallId());
    }
    if (!message.toolCalls().isEmpty()) {
      calls(node.putArray("tool_calls"), message.toolCalls());
    }
    return node;
  }

  private static void content(ObjectNode node, Message message) throws EngineException {
    List<Content> parts = message.content();
    if (parts.isEmpty() && message.role() == Role.ASSISTANT) {
      node.putNull("content");
    } else if (parts.stream().allMatch(Content.Text.class::isInstance)) {
      node.put("content", message.text());
    } else {
      ArrayNode list = node.putArray("content");
      for (Content part : parts) {
        list.add(part(part));
      }
    }
  }

  private static ObjectNode part(Content part) throws EngineException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (part) {
      case Content.Text(String text) -> node.put("type", "text").put("text", text);
      case Content.Image(MediaRef media) ->
          node.put("type", "image_url")
              .putObject("image_url")
              .put("url", "data:" + media.type() + ";base64," + base64(media));
      case Content.Audio(MediaRef media) ->
          node.put("type", "input_audio")
              .putObject("input_audio")
              .put("data", base64(media))
              .put("format", format(media));
      case Content.Video ignored ->
          throw new EngineException.Unsupported(
              "OpenAI's protocol has no video part: send frames as pictures");
    }
    return node;
  }

  private static String format(MediaRef media) throws EngineException {
    return switch (media.type()) {
      case "audio/wav", "audio/x-wav", "audio/wave" -> "wav";
      case "audio/mpeg", "audio/mp3" -> "mp3";
      case "audio/flac", "audio/x-flac" -> "flac";
      default ->
          throw new EngineException.Unsupported(
              "A remote endpoint takes wav, mp3 or flac, not " + media.type());
    };
  }

  private static void calls(ArrayNode list, List<ToolCall> calls) {
    for (ToolCall call : calls) {
      list.addObject()
          .put("id", call.id())
          .put("type", "function")
          .putObject("function")
          .put("name", call.name())
          .put("arguments", call.arguments());
    }
  }

  static String base64(MediaRef media) throws EngineException {
    try {
      return Base64.getEncoder().encodeToString(Files.readAllBytes(media.file()));
    } catch (IOException e) {
      throw new EngineException.Crashed(
          "The spooled media " + media.sha256() + " (" + media.size() + ") cannot be read", e);
    }
  }
}
