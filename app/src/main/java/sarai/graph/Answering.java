package sarai.graph;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sarai.agent.Agent;
import sarai.agent.Answer;
import sarai.agent.AnswerException;
import sarai.agent.AnswerException.Kind;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Usage;
import sarai.emotion.Emotion;
import sarai.route.RouteDecision;

/// The `generate` nodes and `enhance_emotion`: fits the question to who answers it, and lets them.
/// Thread-safe.
record Answering(Feelings feelings, SystemContext context) {
  Turn answer(Agent agent, Turn turn) throws AnswerException, InterruptedException {
    Turn.Fixed fixed = turn.fixed();
    return turn.withAnswer(
        fixed == null
            ? agent.answer(turn.decided().model(), fitted(turn), turn.run())
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

  private ChatRequest fitted(Turn turn) {
    RouteDecision decision = turn.decided();
    Way way = Way.of(decision.route());
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
    boolean listens = way == Way.AUDIO || (turn.isForced() && turn.heard() == null);
    return listens
        ? turn.request()
        : Words.withoutSounds(turn.request(), turn.heard() == null ? "" : turn.heard().text());
  }

  /// Notes how the user felt, for the turns that follow.
  Turn remember(Turn turn) {
    if (turn.found() != null) {
      feelings.remember(turn.request().session(), turn.found().emotion());
    }
    return turn;
  }
}
