package sarai.chat;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One turn of a conversation. Immutable.
///
/// @param content parts in order; empty for an assistant message that only calls tools
/// @param toolCalls what an assistant message asked for; empty otherwise
/// @param toolCallId which call a tool message answers; null otherwise
/// @param name the speaker's name where the client gave one
public record Message(
    Role role,
    List<Content> content,
    List<ToolCall> toolCalls,
    @Nullable String toolCallId,
    @Nullable String name) {

  public Message {
    content = List.copyOf(content);
    toolCalls = List.copyOf(toolCalls);
  }

  public static Message of(Role role, Content... content) {
    return new Message(role, List.of(content), List.of(), null, null);
  }

  public static Message user(String text) {
    return of(Role.USER, new Content.Text(text));
  }

  public static Message system(String text) {
    return of(Role.SYSTEM, new Content.Text(text));
  }

  /// The same message with other content.
  public Message withContent(List<Content> parts) {
    return new Message(role, parts, toolCalls, toolCallId, name);
  }

  /// The text parts joined by newlines; empty when there is none.
  public String text() {
    return content.stream()
        .filter(Content.Text.class::isInstance)
        .map(part -> ((Content.Text) part).text())
        .collect(Collectors.joining("\n"));
  }
}
