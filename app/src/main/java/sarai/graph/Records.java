package sarai.graph;

import static java.util.Collections.emptyIterator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sarai.agent.Answer;
import sarai.agent.Heard;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.config.SaraiConfig;
import sarai.emotion.Emotion;
import sarai.feedback.RunRecord;
import sarai.route.Mix;
import sarai.route.RouteDecision;
import sarai.route.Scores;

/// Writes down what happened in a run.
final class Records {
  private Records() {}

  /// @param failure what the run failed with, for people; null when it did not
  static RunRecord of(Run run, Turn turn, @Nullable String failure) {
    RouteDecision decision = turn.decision();
    Answer answer = turn.answer();
    Mix mix = turn.mix();
    return new RunRecord(
        run.id(),
        run.at(),
        decision == null ? "" : decision.route().id(),
        decision == null ? null : real(decision.model()),
        real(answer == null ? run.answering() : answer.model()),
        decision == null ? null : decision.runnerUp().id(),
        decision == null ? Objects.requireNonNullElse(failure, "") : why(decision, answer),
        language(turn),
        turn.found() == null ? null : scores(turn.found().classification().scores()),
        decision == null ? Map.of() : thresholds(decision.thresholds()),
        mix == null ? null : mix.alpha(),
        mix == null ? null : mix.beta(),
        tone(turn.found()),
        run.visits().stream().map(Records::node).toList(),
        tokens(answer),
        run.firstPieceSeconds(),
        run.seconds(),
        run.evicted(),
        fallbacks(turn, failure),
        media(turn),
        run.leftOut());
  }

  private static String why(RouteDecision decision, @Nullable Answer answer) {
    return answer != null && answer.kept()
        ? decision.reason() + "; the same was asked before: its answer was kept"
        : decision.reason();
  }

  /// A fixed answer is no model's.
  private static @Nullable String real(@Nullable String model) {
    return ChatRequest.ROUTED.equals(model) ? null : model;
  }

  private static @Nullable String language(Turn turn) {
    Heard heard = turn.heard();
    if (heard != null && heard.language() != null) {
      return heard.language();
    }
    return turn.decision() == null ? null : turn.decision().language().code();
  }

  private static RunRecord.Scores scores(Scores scores) {
    return new RunRecord.Scores(scores.hard(), scores.soft(), scores.webQuery());
  }

  private static Map<String, Double> thresholds(SaraiConfig.Thresholds thresholds) {
    return Map.of(
        "web_query", thresholds.webQuery(),
        "expert_alpha", thresholds.expertAlpha(),
        "empathy", thresholds.empathy());
  }

  private static RunRecord.@Nullable Tone tone(Turn.@Nullable Found found) {
    Emotion emotion = found == null ? null : found.emotion();
    return emotion == null
        ? null
        : new RunRecord.Tone(
            emotion.label().name().toLowerCase(Locale.ROOT), emotion.valence(), emotion.arousal());
  }

  private static RunRecord.Node node(Run.Visit visit) {
    String outcome =
        switch (visit.outcome()) {
          case DONE -> "ok";
          case FELL_BACK -> "fell_back";
          case TIMED_OUT -> "timeout";
          case FAILED -> "failed";
        };
    return new RunRecord.Node(visit.node(), visit.nanos(), outcome);
  }

  private static RunRecord.Tokens tokens(@Nullable Answer answer) {
    return answer == null
        ? new RunRecord.Tokens(0, 0)
        : new RunRecord.Tokens(answer.usage().promptTokens(), answer.usage().completionTokens());
  }

  private static List<RunRecord.Fallback> fallbacks(Turn turn, @Nullable String failure) {
    List<RunRecord.Fallback> fallbacks = new ArrayList<>();
    if (turn.heard() != null) {
      for (Answer.Failure missed : turn.heard().failures()) {
        fallbacks.add(new RunRecord.Fallback(missed.model(), missed.error()));
      }
    }
    if (turn.answer() != null) {
      for (Answer.Failure missed : turn.answer().fallbacks()) {
        fallbacks.add(new RunRecord.Fallback(missed.model(), missed.error()));
      }
    }
    if (failure != null && turn.decision() != null) {
      fallbacks.add(new RunRecord.Fallback(turn.decision().model(), failure));
    }
    return fallbacks;
  }

  private static List<RunRecord.Media> media(Turn turn) {
    Message question = turn.request().question();
    Heard heard = turn.heard();
    Iterator<String> texts = heard == null ? emptyIterator() : heard.texts().iterator();
    return question == null
        ? List.of()
        : question.content().stream()
            .map(part -> media(part, turn, texts))
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .toList();
  }

  /// @param texts what was said in the sounds that come now
  private static RunRecord.@Nullable Media media(Content part, Turn turn, Iterator<String> texts) {
    return switch (part) {
      case Content.Text _ -> null;
      case Content.Image(MediaRef media) -> entry("image", media, seen(turn, "picture"));
      case Content.Video video -> entry("video", video.media(), seen(turn, "frames"));
      case Content.Audio(MediaRef media) ->
          entry("audio", media, heard(turn, texts.hasNext() ? texts.next() : null));
    };
  }

  private static String seen(Turn turn, String what) {
    boolean kept = turn.answer() != null && turn.answer().kept();
    return kept ? "nothing: its answer was kept" : what + " within its limits";
  }

  private static String heard(Turn turn, @Nullable String said) {
    Heard heard = turn.heard();
    if (isSentAsSound(turn)) {
      return "sound";
    }
    if (heard == null || said == null) {
      return "transcript";
    }
    return said.isBlank() ? "nothing: no words were heard" : "transcript by " + heard.model();
  }

  /// The sound itself goes only to the model that was decided for it.
  private static boolean isSentAsSound(Turn turn) {
    RouteDecision decision = turn.decision();
    Answer answer = turn.answer();
    return decision != null
        && turn.fixed() == null
        && Way.of(decision.route()) == Way.AUDIO
        && (answer == null
            || answer.fallbacks().stream().noneMatch(f -> f.model().equals(decision.model())));
  }

  private static RunRecord.Media entry(String kind, MediaRef media, String sent) {
    return new RunRecord.Media(kind, media.sha256(), media.size(), sent);
  }
}
