package sarai.graph;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.chat.Role;

/// Fits a conversation to a model that cannot take all of its media.
final class Words {
  private Words() {}

  /// The written part of the question.
  static String written(ChatRequest request) {
    Message question = request.question();
    return question == null ? "" : question.text();
  }

  /// The latest words of the conversation that tell its language: the user's, else the assistant's;
  /// empty when nobody wrote any.
  static String latest(ChatRequest request) {
    return Stream.of(Role.USER, Role.ASSISTANT)
        .flatMap(role ->
            request.messages().reversed().stream()
                .filter(message -> message.role() == role)
                .map(Message::text)
                .filter(text -> !text.isBlank()))
        .findFirst()
        .orElse("");
  }

  /// The request with what was said in the place of each of the question's sounds. Sounds of
  /// earlier turns, which were answered already, leave a note.
  ///
  /// @param said in each of the question's sounds, in order; empty when none was heard
  static ChatRequest withoutSounds(ChatRequest request, List<String> said) {
    Iterator<String> next = said.iterator();
    Supplier<String> words = () -> next.hasNext() ? next.next() : "";
    List<Message> messages = new ArrayList<>(request.messages());
    boolean answered = false;
    for (int i = messages.size() - 1; i >= 0; i--) {
      Message message = messages.get(i);
      messages.set(
          i, rewritten(message, answered ? () -> Content.Audio.NOTE : words, /* seen= */ true));
      answered |= message.role() == Role.USER;
    }
    return request.withMessages(messages);
  }

  /// The request without media: a note stands for what earlier turns showed.
  static ChatRequest only(ChatRequest request) {
    return request.withMessages(
        request.messages().stream()
            .map(message -> rewritten(message, () -> Content.Audio.NOTE, /* seen= */ false))
            .toList());
  }

  private static Message rewritten(Message message, Supplier<String> sound, boolean seen) {
    if (message.content().stream().allMatch(Content.Text.class::isInstance)) {
      return message;
    }
    return message.withContent(
        message.content().stream().flatMap(part -> part(part, sound, seen)).toList());
  }

  private static Stream<Content> part(Content part, Supplier<String> sound, boolean seen) {
    return switch (part) {
      case Content.Text text -> Stream.of(text);
      case Content.Audio _ -> note(sound.get());
      case Content.Image image -> seen ? Stream.of(image) : note(Content.Image.NOTE);
      case Content.Video video -> seen ? Stream.of(video) : note(Content.Video.NOTE);
    };
  }

  private static Stream<Content> note(String text) {
    return text.isBlank() ? Stream.empty() : Stream.of(new Content.Text(text));
  }
}
