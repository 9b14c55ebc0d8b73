package sarai.graph;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.agent.Agent;
import sarai.agent.Answer;
import sarai.agent.AnswerException;
import sarai.agent.AnswerException.Kind;
import sarai.agent.Heard;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Usage;
import sarai.emotion.Emotion;
import sarai.route.Language;
import sarai.route.RouteDecision;

/// The `generate` nodes and `enhance_emotion`: fits the question to who answers it, and lets them.
/// Thread-safe.
///
/// @param substitute the text model that answers where the audio model cannot be had; null for none
record Answering(Feelings feelings, SystemContext context, @Nullable String substitute) {
  Turn answer(Agent agent, Turn turn) throws AnswerException, InterruptedException {
    Turn.Fixed fixed = turn.fixed();
    return turn.withAnswer(
        fixed == null
            ? agent.answer(
                turn.decided().model(), fitted(turn, Way.of(turn.decided().route())), turn.run())
            : say(fixed.text(), turn));
  }

  private static Answer say(String text, Turn turn) throws AnswerException {
    try {
      turn.run().accept(new ChatEvent.Answering(ChatRequest.ROUTED));
      turn.run().accept(new ChatEvent.Delta(text));
      turn.run().accept(new ChatEvent.Done("stop", Usage.NONE));
    } catch (IOException e) {
      throw new AnswerException(Kind.CLIENT_GONE, "the client left", e);
    }
    return new Answer(ChatRequest.ROUTED, text, "stop", Usage.NONE, 0, List.of());
  }

  /// Where the model that was to answer speech or feelings cannot be had, a text model answers to
  /// the words, and the record says so.
  Turn answerInWords(Agent text, Turn turn, @Nullable AnswerException error)
      throws AnswerException, InterruptedException {
    RouteDecision decision = turn.decided();
    if (error == null || substitute == null || !mayStandIn(turn, error)) {
      throw error == null ? new AnswerException(Kind.TIMED_OUT, "no answer in time") : error;
    }
    Answer answer = text.answer(substitute, fitted(turn, Way.TINY), turn.run());
    Answer.Failure missed = new Answer.Failure(decision.model(), error.getMessage());
    return turn.withDecision(decision.withReason(standsIn(decision)))
        .withAnswer(
            answer.withFallbacks(
                Stream.concat(Stream.of(missed), answer.fallbacks().stream()).toList()));
  }

  /// Words there must be, and nothing of an answer yet.
  private static boolean mayStandIn(Turn turn, AnswerException error) {
    boolean spoken = turn.heard() != null && !turn.heard().text().isBlank();
    boolean words = turn.inputs().audio() ? spoken : !turn.words().isBlank();
    return words
        && !turn.isForced()
        && turn.run().answering() == null
        && error.kind().mayBeReplaced();
  }

  private String standsIn(RouteDecision decision) {
    String why =
        decision.language() == Language.ES
            ? "%s «%s» no está disponible: contesta el modelo de texto «%s» a las palabras."
            : "%s '%s' cannot be had: the text model '%s' answers to the words.";
    return why.formatted(decision.reason(), decision.model(), substitute).strip();
  }

  private ChatRequest fitted(Turn turn, Way way) {
    RouteDecision decision = turn.decided();
    ChatRequest request = heard(turn, way);
    if (turn.isForced() || !way.readsOnly()) {
      return request;
    }
    Emotion emotion = turn.found() == null ? null : turn.found().emotion();
    Optional<String> tone = feelings.instruction(emotion, decision.language().code());
    return context.complete(Words.only(request), way, decision.language(), tone);
  }

  /// Only the audio model is sent sounds; the others read what was said.
  private static ChatRequest heard(Turn turn, Way way) {
    Heard heard = turn.heard();
    boolean listens = way == Way.AUDIO || (turn.isForced() && heard == null);
    return listens
        ? turn.request()
        : Words.withoutSounds(turn.request(), heard == null ? List.of() : heard.texts());
  }

  /// Notes how the user felt, for the turns that follow.
  Turn remember(Turn turn) {
    if (turn.found() != null) {
      feelings.remember(turn.request(), turn.found().emotion());
    }
    return turn;
  }
}
