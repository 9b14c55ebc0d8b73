package sarai.engine.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.ToolCall;
import sarai.engine.Capability;
import sarai.engine.EngineException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ObjectNode;

/// Writes a [ChatRequest] as the body of llama-server's `/v1/chat/completions`. Always a stream
/// with usage, whatever the client wanted: closing a stream is what stops the engine. Media files
/// are only named here and read while they are sent. Immutable, thread-safe.
final class ChatBody {
  /// Fields that are ours to set, whatever the client wrote.
  private static final List<String> OURS =
      List.of("model", "messages", "stream", "stream_options", "max_tokens");

  private final String model;
  private final Set<Capability> capabilities;

  ChatBody(String model, Set<Capability> capabilities) {
    this.model = model;
    this.capabilities = Set.copyOf(capabilities);
  }

  RequestBody encode(ChatRequest request) throws EngineException {
    check(request);
    RequestBody.Builder body = new RequestBody.Builder();
    try (JsonGenerator json = LlamaModel.JSON.createGenerator(body)) {
      json.writeStartObject();
      json.writeStringProperty("model", model);
      json.writeBooleanProperty("stream", true);
      json.writeObjectPropertyStart("stream_options");
      json.writeBooleanProperty("include_usage", true);
      json.writeEndObject();
      Integer maxTokens = request.maxTokens();
      if (maxTokens != null) {
        json.writeNumberProperty("max_tokens", maxTokens);
      }
      writeParameters(json, request);
      json.writeArrayPropertyStart("messages");
      for (Message message : request.messages()) {
        writeMessage(json, body, message);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return body.build();
  }

  private void check(ChatRequest request) throws EngineException {
    for (Message message : request.messages()) {
      for (Content part : message.content()) {
        switch (part) {
          case Content.Text _ -> {}
          case Content.Image(var media) -> check(media, Capability.VISION, "pictures");
          case Content.Audio(var media) -> check(media, Capability.AUDIO, "sounds");
          case Content.Video _ ->
              throw new EngineException.Unsupported(model + " takes clips as pictures only");
        }
      }
    }
  }

  private void check(MediaRef media, Capability needed, String kind) throws EngineException {
    if (!capabilities.contains(needed)) {
      throw new EngineException.Unsupported(
          "%s takes no %s; it takes: %s".formatted(model, kind, capabilities));
    }
    try {
      long size = Files.size(media.file());
      if (size != media.size().value()) {
        throw new EngineException.BadRequest(
            "%s has %d bytes, not %d".formatted(media.file(), size, media.size().value()));
      }
    } catch (IOException e) {
      throw new EngineException.BadRequest("a media file cannot be read: " + e);
    }
  }

  private static void writeParameters(JsonGenerator json, ChatRequest request) {
    ObjectNode parameters = LlamaModel.JSON.createObjectNode();
    request.parameters().writeTo(parameters);
    parameters.remove(OURS);
    parameters
        .properties()
        .forEach(field -> {
          json.writeName(field.getKey());
          json.writeTree(field.getValue());
        });
  }

  private static void writeMessage(JsonGenerator json, RequestBody.Builder body, Message message) {
    json.writeStartObject();
    json.writeStringProperty("role", message.role().name().toLowerCase(Locale.ROOT));
    String name = message.name();
    if (name != null) {
      json.writeStringProperty("name", name);
    }
    String toolCallId = message.toolCallId();
    if (toolCallId != null) {
      json.writeStringProperty("tool_call_id", toolCallId);
    }
    writeContent(json, body, message);
    if (!message.toolCalls().isEmpty()) {
      json.writeArrayPropertyStart("tool_calls");
      message.toolCalls().forEach(call -> writeCall(json, call));
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /// Text alone goes as a plain string, which every chat template understands.
  private static void writeContent(JsonGenerator json, RequestBody.Builder body, Message message) {
    json.writeName("content");
    if (message.content().isEmpty() && !message.toolCalls().isEmpty()) {
      json.writeNull();
    } else if (message.content().stream().allMatch(Content.Text.class::isInstance)) {
      json.writeString(message.text());
    } else {
      json.writeStartArray();
      message.content().forEach(part -> writePart(json, body, part));
      json.writeEndArray();
    }
  }

  private static void writePart(JsonGenerator json, RequestBody.Builder body, Content part) {
    json.writeStartObject();
    switch (part) {
      case Content.Text(var text) -> {
        json.writeStringProperty("type", "text");
        json.writeStringProperty("text", text);
      }
      case Content.Image(var media) -> {
        json.writeStringProperty("type", "image_url");
        json.writeObjectPropertyStart("image_url");
        json.writeName("url");
        writeFile(json, body, "data:" + media.type() + ";base64,", media);
        json.writeEndObject();
      }
      case Content.Audio(var media) -> {
        json.writeStringProperty("type", "input_audio");
        json.writeObjectPropertyStart("input_audio");
        json.writeStringProperty("format", format(media.type()));
        json.writeName("data");
        writeFile(json, body, "", media);
        json.writeEndObject();
      }
      case Content.Video _ -> throw new IllegalStateException("checked before");
    }
    json.writeEndObject();
  }

  /// A string of which the file's Base64 is the end. The prefix holds nothing that JSON escapes:
  /// media types come from magic bytes.
  private static void writeFile(
      JsonGenerator json, RequestBody.Builder body, String prefix, MediaRef media) {
    json.writeRawValue('"' + prefix);
    json.flush();
    body.file(media.file(), media.size().value());
    json.writeRaw('"');
  }

  private static String format(String type) {
    return switch (type) {
      case "audio/mpeg", "audio/mp3" -> "mp3";
      case "audio/flac", "audio/x-flac" -> "flac";
      default -> "wav";
    };
  }

  private static void writeCall(JsonGenerator json, ToolCall call) {
    json.writeStartObject();
    json.writeStringProperty("id", call.id());
    json.writeStringProperty("type", "function");
    json.writeObjectPropertyStart("function");
    json.writeStringProperty("name", call.name());
    json.writeStringProperty("arguments", call.arguments());
    json.writeEndObject();
    json.writeEndObject();
  }
}
