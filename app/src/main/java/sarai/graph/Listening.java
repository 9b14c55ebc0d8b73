package sarai.graph;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sarai.agent.AnswerException;
import sarai.agent.Heard;
import sarai.agent.Hearing;
import sarai.agent.ToldWait;
import sarai.chat.ChatEvent.Progress;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.SaraiConfig;

/// `process_voice`: what was said takes the place of the sound. Thread-safe.
record Listening(SaraiConfig config, Hearing hearing) {
  /// A model named by the request that hears itself gets the sound as it is.
  Turn listen(Turn turn) throws AnswerException, InterruptedException {
    ModelConfig forced = config.models().get(turn.request().model());
    if (forced != null && forced.role() == ModelRole.AUDIO) {
      return turn;
    }
    ToldWait waiting = new ToldWait(turn.run());
    Heard heard = hearing.hear(sounds(turn), Hearing.Wish.NONE, waiting, _ -> {});
    String language = heard.language();
    if (heard.model() != null && language != null) {
      waiting.tell(new Progress.Heard(heard.model(), language, heard.text()));
    }
    return turn.withHeard(heard);
  }

  private static List<Path> sounds(Turn turn) {
    Message question = Objects.requireNonNull(turn.request().question());
    return question.content().stream()
        .filter(Content.Audio.class::isInstance)
        .map(part -> ((Content.Audio) part).media().file())
        .toList();
  }

  /// When nobody could write the speech down, an audio model that understands speech hears it.
  Turn hearAsSound(Turn turn, @Nullable AnswerException error) throws AnswerException {
    if (error != null && (turn.inputs().visual() || !mayHear(error.kind()))) {
      throw error;
    }
    return turn.run().reached(turn);
  }

  private boolean mayHear(AnswerException.Kind kind) {
    boolean understood =
        config.models().values().stream()
            .anyMatch(
                model -> model.role() == ModelRole.AUDIO && model.shape().understandsSpeech());
    return understood && kind.mayBeReplaced();
  }
}
