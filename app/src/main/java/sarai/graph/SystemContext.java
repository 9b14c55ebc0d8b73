package sarai.graph;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.chat.Role;
import sarai.route.Language;

/// What an answering model is told before the conversation: our own words for its job, unless the
/// client sent its own, and the tone at the very end, so that all before it stays the same from
/// turn to turn. Immutable, thread-safe.
final class SystemContext {
  private static final String PARAGRAPH = "\n\n";

  private final Map<Way, Map<Language, String>> prompts;

  private SystemContext(Map<Way, Map<Language, String>> prompts) {
    this.prompts = prompts;
  }

  static SystemContext bundled() {
    Map<Way, Map<Language, String>> prompts = new EnumMap<>(Way.class);
    for (Way way : List.of(Way.TINY, Way.EXPERT, Way.EMPATHY)) {
      Map<Language, String> texts = new EnumMap<>(Language.class);
      for (Language language : Language.values()) {
        texts.put(language, read(way, language));
      }
      prompts.put(way, texts);
    }
    return new SystemContext(prompts);
  }

  private static String read(Way way, Language language) {
    String name =
        "system_%s_%s.txt".formatted(way.name().toLowerCase(Locale.ROOT), language.code());
    try (InputStream in = SystemContext.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param tone empty when nothing special is called for
  ChatRequest complete(ChatRequest request, Way way, Language language, Optional<String> tone) {
    List<Message> messages = new ArrayList<>(request.messages());
    int last = lastSystem(messages);
    if (last < 0) {
      String own = own(way, language);
      String text = own == null ? tone.orElse("") : own + tone.map(PARAGRAPH::concat).orElse("");
      if (text.isEmpty()) {
        return request;
      }
      messages.addFirst(Message.system(text));
    } else if (tone.isPresent()) {
      messages.set(last, appended(messages.get(last), tone.get()));
    }
    return request.withMessages(messages);
  }

  private @Nullable String own(Way way, Language language) {
    Map<Language, String> texts = prompts.get(way);
    return texts == null ? null : texts.get(language);
  }

  /// The last of the system messages at the beginning; −1 when there is none.
  private static int lastSystem(List<Message> messages) {
    int last = -1;
    while (last + 1 < messages.size() && messages.get(last + 1).role() == Role.SYSTEM) {
      last++;
    }
    return last;
  }

  private static Message appended(Message system, String tone) {
    return system.withContent(List.of(new Content.Text(system.text() + PARAGRAPH + tone)));
  }
}
