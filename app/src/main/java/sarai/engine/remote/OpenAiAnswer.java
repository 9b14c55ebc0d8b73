package sarai.engine.remote;

import java.util.Queue;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.Usage;
import sarai.engine.EngineException;
import tools.jackson.databind.JsonNode;

/// Reads the server-sent events of one OpenAI answer.
final class OpenAiAnswer implements Dialect.Answer {
  private static final String END = "[DONE]";

  private final StringBuilder data = new StringBuilder();
  private @Nullable String finishReason;
  private Usage usage = Usage.NONE;
  private boolean done;
  private int pieces;

  @Override
  public void line(String line, Queue<ChatEvent> events) throws EngineException {
    if (line.isEmpty()) {
      dispatch(events);
    } else if (line.startsWith("data:")) {
      if (!data.isEmpty()) {
        data.append('\n');
      }
      data.append(line, line.startsWith("data: ") ? 6 : 5, line.length());
    } else if (line.startsWith("{")) {
      throw new EngineException.Crashed(refusal(line));
    }
  }

  @Override
  public void end(Queue<ChatEvent> events) throws EngineException {
    dispatch(events);
    if (!done && finishReason == null) {
      throw new EngineException.Crashed("It ended in the middle, after " + pieces + " pieces");
    }
    finish(events);
  }

  private void dispatch(Queue<ChatEvent> events) throws EngineException {
    if (data.isEmpty()) {
      return;
    }
    String text = data.toString();
    data.setLength(0);
    if (text.strip().equals(END)) {
      finish(events);
    } else if (!done) {
      chunk(Json.object(text), events);
    }
  }

  private void finish(Queue<ChatEvent> events) throws EngineException {
    if (!done) {
      if (pieces == 0 && finishReason == null) {
        throw new EngineException.Crashed("It answered nothing and gave no reason");
      }
      done = true;
      events.add(new ChatEvent.Done(finishReason == null ? "stop" : finishReason, usage));
    }
  }

  private void chunk(JsonNode chunk, Queue<ChatEvent> events) throws EngineException {
    String error = Json.error(chunk);
    if (error != null) {
      throw new EngineException.Crashed("It broke off after " + pieces + " pieces: " + error);
    }
    if (chunk.path("usage").isObject()) {
      usage = usage(chunk.path("usage"));
    }
    JsonNode choice = chunk.path("choices").path(0);
    JsonNode delta = choice.path("delta");
    reasoning(delta, events);
    String content = Json.text(delta.path("content"));
    JsonNode logprobs = choice.get("logprobs");
    boolean scored = logprobs != null && logprobs.isObject();
    if (!content.isEmpty() || scored) {
      pieces++;
      events.add(new ChatEvent.Delta(content, scored ? logprobs : null));
    }
    for (JsonNode call : delta.path("tool_calls")) {
      pieces++;
      events.add(toolCall(call));
    }
    String reason = Json.text(choice.path("finish_reason"));
    if (!reason.isEmpty()) {
      finishReason = reason.equals("function_call") ? "tool_calls" : reason;
    }
  }

  private void reasoning(JsonNode delta, Queue<ChatEvent> events) {
    for (String name : new String[] {"reasoning_content", "reasoning", "thinking"}) {
      String text = Json.text(delta.path(name));
      if (!text.isEmpty()) {
        pieces++;
        events.add(new ChatEvent.Reasoning(text));
        return;
      }
    }
  }

  private static ChatEvent toolCall(JsonNode call) {
    JsonNode function = call.path("function");
    return new ChatEvent.ToolCallDelta(
        call.path("index").asInt(0),
        nullIfEmpty(Json.text(call.path("id"))),
        nullIfEmpty(Json.text(function.path("name"))),
        Json.text(function.path("arguments")));
  }

  private static @Nullable String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  private static Usage usage(JsonNode node) {
    return new Usage(
        node.path("prompt_tokens").asInt(0),
        node.path("completion_tokens").asInt(0),
        node.path("prompt_tokens_details").path("cached_tokens").asInt(0));
  }

  private static String refusal(String line) throws EngineException {
    String error = Json.error(Json.object(line));
    return error == null
        ? "It sent one JSON object where events were asked for: " + Json.excerpt(line)
        : "It sent an error where events were asked for: " + error;
  }
}
