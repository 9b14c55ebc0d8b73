package sarai.graph;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sarai.agent.AnswerException;
import sarai.agent.AnswerException.Kind;
import sarai.agent.Heard;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.config.SaraiConfig;
import sarai.emotion.Emotion;
import sarai.media.VoiceActivity;
import sarai.route.Classification;
import sarai.route.Language;
import sarai.route.Mix;
import sarai.route.RouteDecision;
import sarai.route.RoutePolicy;
import sarai.route.RouteQuery;
import sarai.route.Session;
import sarai.route.UnroutableException;

/// `classify`, `mcp` and `route`: from a question to who answers it. Thread-safe.
final class Deciding {
  private final SaraiConfig config;
  private final RoutePolicy policy;
  private final Feelings feelings;
  private final Conversations conversations;
  private final Predicate<String> warm;

  Deciding(AssistantGraph.Parts parts, Conversations conversations) {
    this.config = parts.config();
    this.policy = parts.policy();
    this.feelings = parts.feelings();
    this.warm = parts.warm();
    this.conversations = conversations;
  }

  /// What brings a picture or a clip, and no sound, is decided by that alone.
  Turn directly(Turn turn) throws AnswerException {
    requireKnown(turn);
    return turn.inputs().kind() == Inputs.Kind.VISION
        ? announced(turn, decided(() -> policy.decide(query(turn)), turn))
        : turn;
  }

  private void requireKnown(Turn turn) throws AnswerException {
    String id = turn.request().model();
    if (turn.isForced() && !config.models().containsKey(id)) {
      throw new AnswerException(
          Kind.UNKNOWN_MODEL,
          "there is no model '%s'; there are %s and '%s', which routes"
              .formatted(id, config.models().keySet(), ChatRequest.ROUTED));
    }
  }

  Turn classify(Turn turn) {
    String words = turn.words();
    Classification seen = words.isBlank() ? wordless(turn) : policy.classify(words);
    if (turn.isForced()) {
      return turn.withFound(new Turn.Found(seen, null, null));
    }
    Heard heard = turn.heard();
    Emotion emotion = feelings.read(words, heard == null ? null : heard.prosody());
    return turn.withFound(new Turn.Found(seen, emotion, fixed(turn, words, seen.language())));
  }

  /// A question without a word, in the language of the conversation, else in the reader's.
  private Classification wordless(Turn turn) {
    Classification seen = policy.classify("");
    String before = Words.latest(turn.request());
    Language language =
        before.isBlank()
            ? Language.of(turn.request().language())
            : policy.classify(before).language();
    return new Classification(seen.scores(), language, seen.familiarity());
  }

  private Turn.@Nullable Fixed fixed(Turn turn, String words, Language language) {
    VoiceActivity.Reason silence = turn.heard() == null ? null : turn.heard().silence();
    if (silence != null && words.isBlank() && !turn.inputs().visual()) {
      return FixedAnswers.nothingSaid(silence, language);
    }
    return feelings
        .crisis(words, language.code())
        .map(text -> FixedAnswers.crisis(text, language))
        .orElse(null);
  }

  Turn weigh(Turn turn) {
    return turn.withMix(
        policy.mix(found(turn).classification().scores(), feelings.tone(turn.request().session())));
  }

  Turn route(Turn turn) throws AnswerException {
    Mix mix = Objects.requireNonNull(turn.mix());
    Classification seen = found(turn).classification();
    Turn.Fixed fixed = turn.fixed();
    RouteDecision decision =
        fixed == null
            ? decided(() -> policy.decide(query(turn), seen, mix), turn)
            : FixedAnswers.decision(fixed, seen, mix, config.routing().thresholds());
    return announced(turn, decision);
  }

  private static Turn.Found found(Turn turn) {
    return Objects.requireNonNull(turn.found());
  }

  /// A decision that the policy may find impossible.
  @FunctionalInterface
  private interface Decision {
    RouteDecision make();
  }

  private static RouteDecision decided(Decision decision, Turn turn) throws AnswerException {
    try {
      return decision.make();
    } catch (UnroutableException e) {
      throw new AnswerException(
          turn.isForced() ? Kind.BAD_REQUEST : Kind.NOT_INSTALLED,
          String.valueOf(e.getMessage()),
          e);
    }
  }

  private RouteQuery query(Turn turn) {
    String session = turn.request().session();
    Session known = conversations.routing(session);
    return new RouteQuery(
        turn.words(),
        new RouteQuery.Attachments(turn.inputs().image(), turn.inputs().video(), sound(turn)),
        turn.isForced() ? turn.request().model() : null,
        turn.inToolLoop() ? known.inToolLoop() : known,
        warm);
  }

  /// What nobody could write down, the audio model must hear.
  private static RouteQuery.Sound sound(Turn turn) {
    if (!turn.inputs().audio()) {
      return RouteQuery.Sound.NONE;
    }
    Heard heard = turn.heard();
    return heard == null || heard.text().isEmpty()
        ? RouteQuery.Sound.NO_SPEECH
        : RouteQuery.Sound.SPEECH;
  }

  private static Turn announced(Turn turn, RouteDecision decision) throws AnswerException {
    try {
      turn.run()
          .accept(
              new ChatEvent.Routed(
                  turn.run().id(), decision.route().id(), decision.model(), decision.reason()));
    } catch (IOException e) {
      throw new AnswerException(Kind.CLIENT_GONE, "the client left", e);
    }
    return turn.withDecision(decision);
  }
}
