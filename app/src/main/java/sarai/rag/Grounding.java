package sarai.rag;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import sarai.chat.ChatRequest;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.chat.Role;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a model is told of the web: the rules, the date and the numbered sources, at the end of the
/// system message; every other message stays as it is. Each source stands between fences with a key
/// that its writer could not know. The turn has no tools: nothing that a page asks for can be done.
/// Immutable.
public final class Grounding {
  private static final Set<String> TOOLS =
      Set.of("tools", "tool_choice", "parallel_tool_calls", "functions", "function_call");

  /// Tokens kept for the answer when the request sets no bound, and for the rules and a template.
  private static final int ANSWER_TOKENS = 768;

  private static final int RULES_TOKENS = 350;

  /// Spanish takes the most tokens: about one for three characters.
  private static final int CHARS_PER_TOKEN = 3;

  /// So much of the best passage is sent even where it does not fit by the estimate.
  private static final int LEAST_CHARS = 600;

  private final Phrases phrases;
  private final String date;

  /// @param today where the asker is
  public Grounding(Tongue tongue, LocalDate today) {
    this.phrases = Phrases.of(tongue);
    this.date =
        DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL)
            .withLocale(tongue.locale())
            .format(today);
  }

  /// The request with its sources.
  ///
  /// @param key in every fence; must not be guessable
  /// @param contextTokens what the model reads and writes together
  public ChatRequest with(
      List<Source> sources, String key, ChatRequest request, int contextTokens) {
    StringBuilder text = new StringBuilder(phrases.rules(date)).append("\n\n");
    int left = room(request, contextTokens);
    for (Source source : fitting(sources, left)) {
      text.append(phrases.open(key, source.number())).append(source.title()).append('\n');
      source.passages().forEach(passage -> text.append(passage).append('\n'));
      text.append(phrases.close(key, source.number())).append('\n');
    }
    return told(request, text.toString().strip());
  }

  /// The request with the warning that nothing could be looked up.
  public ChatRequest without(ChatRequest request) {
    return told(request, phrases.rulesWithoutWeb(date));
  }

  private static int room(ChatRequest request, int contextTokens) {
    Integer asked = request.maxTokens();
    int answer = asked == null ? ANSWER_TOKENS : Math.min(asked, contextTokens / 2);
    int said =
        request.messages().stream().mapToInt(message -> message.text().length()).sum()
            / CHARS_PER_TOKEN;
    int tokens = contextTokens - answer - RULES_TOKENS - said;
    return Math.max(LEAST_CHARS, tokens * CHARS_PER_TOKEN);
  }

  /// Each source's next best passage in turn, as long as there is room.
  private static List<Source> fitting(List<Source> sources, int room) {
    List<List<String>> kept = new ArrayList<>();
    sources.forEach(_ -> kept.add(new ArrayList<>()));
    int left = room;
    int deepest = sources.stream().mapToInt(source -> source.passages().size()).max().orElse(0);
    for (int depth = 0; depth < deepest; depth++) {
      for (int i = 0; i < sources.size(); i++) {
        List<String> passages = sources.get(i).passages();
        boolean isFirst = depth == 0 && i == 0;
        if (depth < passages.size() && (isFirst || passages.get(depth).length() <= left)) {
          String passage = passages.get(depth);
          String fits = passage.substring(0, Math.min(passage.length(), Math.max(0, left)));
          kept.get(i).add(fits);
          left -= fits.length();
        }
      }
    }
    List<Source> fitting = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      if (!kept.get(i).isEmpty()) {
        Source source = sources.get(i);
        fitting.add(new Source(source.number(), source.address(), source.title(), kept.get(i)));
      }
    }
    return fitting;
  }

  private static ChatRequest told(ChatRequest request, String text) {
    List<Message> messages = new ArrayList<>(request.messages());
    boolean hasSystem = !messages.isEmpty() && messages.getFirst().role() == Role.SYSTEM;
    String before = hasSystem ? messages.removeFirst().text() + "\n\n" : "";
    messages.addFirst(Message.system(before + text));
    return request.withMessages(messages).withParameters(toolless(request.parameters()));
  }

  private static Parameters toolless(Parameters parameters) {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    parameters.writeTo(fields);
    fields.remove(TOOLS);
    return Parameters.from(fields, new TreeSet<>(fields.propertyNames()));
  }
}
