package sarai.rag;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.ChatSink;
import tools.jackson.databind.JsonNode;

/// An answer on its way from a model to a reader: marks that lead nowhere are dropped as they come;
/// an answer that names no source gets the mark of the one that its words come from. At the end it
/// is told which figures no source holds, and follow the sources that were used and their
/// [ChatEvent.Citations]. Whatever tool the model tries to call is not passed on. Offsets count the
/// `char`s of the text let through; each span is the mark itself. Not thread-safe.
public final class CitedAnswer implements ChatSink {
  private static final int MAX_EXCERPT = 300;

  private final ChatSink reader;
  private final List<Source> sources;
  private final Tongue tongue;
  private final Phrases phrases;
  private final CitedText watched;
  private final StringBuilder text = new StringBuilder();

  public CitedAnswer(Findings findings, ChatSink reader) {
    this.reader = reader;
    this.sources = findings.sources();
    this.tongue = findings.tongue();
    this.phrases = Phrases.of(findings.tongue());
    this.watched = new CitedText(sources.size());
  }

  /// What the reader was told so far.
  public String text() {
    return text.toString();
  }

  @Override
  public void accept(ChatEvent event) throws IOException {
    switch (event) {
      case ChatEvent.Delta(var piece, var logprobs) -> tell(watched.add(piece), logprobs);
      case ChatEvent.Done done -> finish(done);
      case ChatEvent.ToolCallDelta _ -> {}
      case ChatEvent.Routed _,
          ChatEvent.Answering _,
          ChatEvent.Reasoning _,
          ChatEvent.Citations _,
          ChatEvent.Evicted _,
          ChatEvent.Progress _ ->
          reader.accept(event);
    }
  }

  private void tell(String piece, @Nullable JsonNode logprobs) throws IOException {
    if (!piece.isEmpty() || logprobs != null) {
      text.append(piece);
      reader.accept(new ChatEvent.Delta(piece, logprobs));
    }
  }

  private void finish(ChatEvent.Done done) throws IOException {
    tell(watched.finish(), null);
    if (watched.marks().isEmpty()) {
      tell(watched.add(missing()) + watched.finish(), null);
    }
    tell(warning() + ending(), null);
    if (!watched.marks().isEmpty()) {
      reader.accept(new ChatEvent.Citations(watched.marks().stream().map(this::citation).toList()));
    }
    reader.accept(done);
  }

  /// What an answer without marks lacks: the mark of the source that its words come from, or, when
  /// the model had nothing to say, the beginning of the best passage.
  private String missing() {
    if (text.toString().isBlank()) {
      return phrases.quote(excerpt(sources.getFirst().passages().getFirst())) + " [1]";
    }
    if (text.indexOf(phrases.notFound()) >= 0) {
      return "";
    }
    OptionalInt source = Support.of(text.toString(), sources, tongue);
    return source.isPresent() ? " [" + source.getAsInt() + "]" : "";
  }

  private String warning() {
    List<String> unheld = Figures.unheld(text.toString(), sources);
    return unheld.isEmpty() ? "" : "\n\n" + phrases.unheld(String.join(", ", unheld));
  }

  private static String excerpt(String passage) {
    String line = passage.replaceAll("[\\s`]+", " ").strip();
    return line.length() <= MAX_EXCERPT ? line : line.substring(0, MAX_EXCERPT).strip() + "…";
  }

  /// The sources used; all of them, and that none was named, when the answer names none.
  private String ending() {
    Set<Integer> used =
        watched.marks().stream()
            .map(CitedText.Mark::source)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!used.isEmpty()) {
      return "\n\n" + phrases.sources() + "\n" + list(used);
    }
    if (text.indexOf(phrases.notFound()) >= 0) {
      return "";
    }
    Set<Integer> all = sources.stream().map(Source::number).collect(Collectors.toSet());
    return "\n\n" + phrases.uncited() + "\n" + list(all);
  }

  private String list(Set<Integer> numbers) {
    return sources.stream()
        .filter(source -> numbers.contains(source.number()))
        .map(source -> "[%d] %s – %s".formatted(source.number(), source.title(), source.address()))
        .collect(Collectors.joining("\n"));
  }

  private ChatEvent.Citation citation(CitedText.Mark mark) {
    Source source = sources.get(mark.source() - 1);
    return new ChatEvent.Citation(
        mark.start(), mark.end(), source.address().toString(), source.title());
  }
}
