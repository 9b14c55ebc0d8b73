package sarai.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What happens while an answer is made, in order. An answer ends with exactly one [Done], unless
/// it fails with an exception.
public sealed interface ChatEvent {
  /// What was decided before anything was loaded: the first event of every answer.
  ///
  /// @param runId names the run record
  /// @param route where the request goes, such as `vision`
  /// @param model who is to answer; [Answering] tells who does
  /// @param reason why, for people; empty when not told
  record Routed(String runId, String route, String model, String reason) implements ChatEvent {}

  /// A piece of the answer's text.
  ///
  /// @param logprobs the engine's own `logprobs` object for this piece; null unless asked for
  record Delta(String text, @Nullable JsonNode logprobs) implements ChatEvent {
    public Delta(String text) {
      this(text, null);
    }
  }

  /// A piece of reasoning, kept apart from the answer.
  record Reasoning(String text) implements ChatEvent {}

  /// A piece of a tool call; pieces with the same index belong together.
  ///
  /// @param id given by the first piece only
  /// @param name given by the first piece only
  record ToolCallDelta(int index, @Nullable String id, @Nullable String name, String arguments)
      implements ChatEvent {}

  /// Sources of the answer's text, by character offsets.
  record Citations(List<Citation> citations) implements ChatEvent {
    public Citations {
      citations = List.copyOf(citations);
    }
  }

  /// One source.
  ///
  /// @param startIndex first character of the answer that it supports
  /// @param endIndex one past the last
  record Citation(int startIndex, int endIndex, String url, String title) {}

  /// The model that answers from here on; sent before its first piece, again after a fallback.
  record Answering(String model) implements ChatEvent {}

  /// Models had to leave memory for one that this answer needs. For the run's record; clients do
  /// not see it.
  record Evicted(List<String> models) implements ChatEvent {
    public Evicted {
      models = List.copyOf(models);
    }
  }

  /// What the program is doing before it can answer. Clients see it only when they asked.
  sealed interface Progress extends ChatEvent {
    /// A node of the graph begins.
    record Node(String node) implements Progress {}

    /// A model is being loaded.
    ///
    /// @param progress from 0 to 1; null when unknown
    /// @param etaSeconds null when nothing was measured yet
    record Loading(String model, @Nullable Double progress, @Nullable Double etaSeconds)
        implements Progress {}

    /// The frames of a clip are being looked for.
    record Frames(int done, int total) implements Progress {}

    /// The request waits for a model.
    ///
    /// @param position 1 is next
    record Queue(String model, int position, @Nullable Double etaSeconds) implements Progress {}

    /// The conversation is too long for the model: its oldest turns are not sent.
    ///
    /// @param messages how many messages that are
    record Shortened(String model, int messages) implements Progress {}

    /// What was said in the question's sounds.
    ///
    /// @param model who wrote it down
    /// @param language ISO 639-1
    record Heard(String model, String language, String text) implements Progress {}
  }

  /// The end of the answer.
  ///
  /// @param finishReason `stop`, `length`, `tool_calls` or `content_filter`
  record Done(String finishReason, Usage usage) implements ChatEvent {}
}
