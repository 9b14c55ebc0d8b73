package sarai.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.chat.Role;
import sarai.chat.ToolCall;
import sarai.media.MediaException;
import sarai.media.MediaIntake;
import sarai.media.MediaScope;
import sarai.media.MediaSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads the body of a chat completion: strict about what it uses, silent about fields it does not
/// know. Field names as in OpenAI's API; three spellings of a video part, images as object or
/// string.
final class ChatJson {
  /// Passed to the engine that answers, as the client wrote them.
  private static final Set<String> NUMBERS =
      Set.of(
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "seed",
          "presence_penalty",
          "frequency_penalty",
          "repeat_penalty",
          "top_logprobs");

  private static final Set<String> OBJECTS =
      Set.of("response_format", "logit_bias", "chat_template_kwargs");
  private static final Set<String> ANY = Set.of("stop", "tools", "tool_choice", "reasoning_effort");
  private static final Set<String> BOOLEANS = Set.of("logprobs", "parallel_tool_calls");

  private final MediaIntake intake;
  private final MediaScope scope;
  private final Attachments attachments;

  /// @param scope holds the request's media
  /// @param attachments files that came beside the body
  ChatJson(MediaIntake intake, MediaScope scope, Attachments attachments) {
    this.intake = intake;
    this.scope = scope;
    this.attachments = attachments;
  }

  ChatRequest read(ObjectNode body, @Nullable String session)
      throws ApiException, MediaException, IOException {
    checkTypes(body);
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : array(body, "messages")) {
      messages.add(message(message, "messages[" + messages.size() + "]"));
    }
    if (messages.isEmpty()) {
      throw bad("'messages' is empty: it needs at least one", "messages");
    }
    attachments.requireAllUsed();
    JsonNode user = body.get("user");
    return new ChatRequest(
        text(body, "model", ChatRequest.ROUTED),
        messages,
        maxTokens(body),
        Parameters.from(body, passed()),
        session,
        user == null || user.isNull() ? null : text(body, "user", ""));
  }

  private static Set<String> passed() {
    Set<String> names = new HashSet<>(NUMBERS);
    names.addAll(OBJECTS);
    names.addAll(ANY);
    names.addAll(BOOLEANS);
    return names;
  }

  private static void checkTypes(ObjectNode body) throws ApiException {
    for (String name : NUMBERS) {
      check(body, name, "a number", body.path(name).isNumber());
    }
    for (String name : OBJECTS) {
      check(body, name, "an object", body.path(name).isObject());
    }
    for (String name : BOOLEANS) {
      check(body, name, "true or false", body.path(name).isBoolean());
    }
    check(body, "stream", "true or false", body.path("stream").isBoolean());
    check(body, "tools", "a list", body.path("tools").isArray());
    check(
        body,
        "stop",
        "a string or a list of strings",
        body.path("stop").isString() || body.path("stop").isArray());
    if (body.path("n").isNumber() && body.path("n").asInt() != 1) {
      throw bad("'n' is %s: only 1 is supported".formatted(body.path("n")), "n");
    }
  }

  private static void check(ObjectNode body, String name, String expected, boolean isRight)
      throws ApiException {
    if (body.hasNonNull(name) && !isRight) {
      throw bad("'%s' is %s: it must be %s".formatted(name, brief(body.get(name)), expected), name);
    }
  }

  private static String brief(@Nullable JsonNode node) {
    String text = String.valueOf(node);
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  private static @Nullable Integer maxTokens(ObjectNode body) throws ApiException {
    for (String name : List.of("max_completion_tokens", "max_tokens")) {
      if (body.hasNonNull(name)) {
        JsonNode value = body.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
          throw bad("'%s' is %s: it must be 1 or more".formatted(name, brief(value)), name);
        }
        return value.asInt();
      }
    }
    return null;
  }

  private Message message(JsonNode node, String where)
      throws ApiException, MediaException, IOException {
    if (!(node instanceof ObjectNode message)) {
      throw bad("'%s' is %s: it must be an object".formatted(where, brief(node)), where);
    }
    JsonNode content = message.get("content");
    List<Content> parts = new ArrayList<>();
    if (content != null && content.isString()) {
      parts.add(new Content.Text(content.stringValue()));
    } else if (content != null && content.isArray()) {
      for (JsonNode part : content) {
        parts.add(part(part, "%s.content[%d]".formatted(where, parts.size())));
      }
    } else if (content != null && !content.isNull()) {
      throw bad(
          "'%s.content' is %s: it must be a string or a list of parts"
              .formatted(where, brief(content)),
          where + ".content");
    }
    return new Message(
        role(text(message, "role", ""), where),
        parts,
        toolCalls(message, where),
        message.hasNonNull("tool_call_id") ? text(message, "tool_call_id", "") : null,
        message.hasNonNull("name") ? text(message, "name", "") : null);
  }

  private static Role role(String name, String where) throws ApiException {
    return switch (name) {
      case "system", "developer" -> Role.SYSTEM;
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "tool", "function" -> Role.TOOL;
      default ->
          throw bad(
              "'%s.role' is '%s': it must be system, developer, user, assistant or tool"
                  .formatted(where, name),
              where + ".role");
    };
  }

  private static List<ToolCall> toolCalls(ObjectNode message, String where) throws ApiException {
    List<ToolCall> calls = new ArrayList<>();
    if (message.hasNonNull("tool_calls")) {
      for (JsonNode call : array(message, "tool_calls")) {
        JsonNode function = call.path("function");
        if (!function.path("name").isString()) {
          throw bad("'%s.tool_calls' holds a call without a function name".formatted(where), where);
        }
        calls.add(
            new ToolCall(
                call.path("id").asString(""),
                function.path("name").asString(),
                function.path("arguments").asString("")));
      }
    }
    return calls;
  }

  private Content part(JsonNode part, String where)
      throws ApiException, MediaException, IOException {
    String type = part.path("type").asString("").toLowerCase(Locale.ROOT);
    return switch (type) {
      case "text", "input_text" -> new Content.Text(part.path("text").asString(""));
      case "image_url", "input_image", "image" ->
          new Content.Image(take(url(part, where, "image_url", "image")));
      case "video_url", "input_video", "video" -> video(part, where);
      case "input_audio", "audio_url" -> audio(part, where);
      default ->
          throw bad(
              ("'%s.type' is '%s': it must be text, image_url, input_audio, video_url, input_video"
                      + " or video")
                  .formatted(where, type),
              where + ".type");
    };
  }

  private Content video(JsonNode part, String where)
      throws ApiException, MediaException, IOException {
    String url = url(part, where, "video_url", "input_video", "video");
    return new Content.Video(
        take(url), number(part, "fps"), number(part, "video_start"), number(part, "video_end"));
  }

  private static @Nullable Double number(JsonNode part, String name) {
    return part.path(name).isNumber() ? part.path(name).asDouble() : null;
  }

  private Content audio(JsonNode part, String where)
      throws ApiException, MediaException, IOException {
    return new Content.Audio(take(url(part, where, "input_audio", "audio_url")));
  }

  private MediaRef take(String reference) throws ApiException, MediaException, IOException {
    MediaRef attached = attachments.find(reference);
    if (attached != null) {
      return attached;
    }
    return intake.take(new MediaSource.Reference(reference), scope);
  }

  /// The address or data of a media part: a bare string, or `url` or `data` of an object.
  private static String url(JsonNode part, String where, String... names) throws ApiException {
    for (String name : names) {
      JsonNode value = part.path(name);
      for (JsonNode found : List.of(value, value.path("url"), value.path("data"))) {
        if (found.isString() && !found.stringValue().isEmpty()) {
          return found.stringValue();
        }
      }
    }
    throw bad("'%s' has no '%s' with a url".formatted(where, names[0]), where + "." + names[0]);
  }

  private static JsonNode array(ObjectNode body, String name) throws ApiException {
    JsonNode value = body.path(name);
    if (!value.isArray()) {
      throw bad(
          body.has(name)
              ? "'%s' is %s: it must be a list".formatted(name, brief(value))
              : "'%s' is missing".formatted(name),
          name);
    }
    return value;
  }

  private static String text(ObjectNode body, String name, String absent) throws ApiException {
    JsonNode value = body.get(name);
    if (value == null || value.isNull()) {
      return absent;
    }
    if (!value.isString()) {
      throw bad("'%s' is %s: it must be a string".formatted(name, brief(value)), name);
    }
    return value.stringValue();
  }

  private static ApiException bad(String message, String param) {
    return new ApiException(ApiError.badRequest(message, param));
  }
}
