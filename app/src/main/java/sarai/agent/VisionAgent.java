package sarai.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sarai.agent.AnswerException.Kind;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.chat.Message;
import sarai.config.ModelConfig;
import sarai.media.MediaException;
import sarai.media.MediaScope;
import sarai.media.MediaSpool;
import sarai.media.Progress;
import sarai.media.SamplingBudget;
import sarai.media.VisionPreparer;
import sarai.units.Bytes;

/// Answers questions about pictures and clips: each is cut down to what the model may be sent,
/// earlier turns keep theirs. Thread-safe.
public final class VisionAgent implements Agent {
  /// Part of a model's context that stays free for the question and the answer, in tokens.
  private static final int RESERVED_TOKENS = 1024;

  /// Most that the decoded frames of a clip may take in the engine.
  private static final Bytes MOST_DECODED = Bytes.ofMegabytes(512);

  private final Answerer answerer;
  private final VisionPreparer preparer;
  private final MediaSpool spool;

  public VisionAgent(Answerer answerer, VisionPreparer preparer, MediaSpool spool) {
    this.answerer = answerer;
    this.preparer = preparer;
    this.spool = spool;
  }

  @Override
  public Answer answer(String model, ChatRequest request, ChatSink sink)
      throws AnswerException, InterruptedException {
    try (MediaScope scope = spool.scope()) {
      return answerer.answer(
          model, request, (asked, config) -> prepare(asked, config, scope), sink);
    } catch (IOException e) {
      throw new AnswerException(
          Kind.ENGINE_FAILED, "the media folder cannot be used: " + e.getMessage(), e);
    }
  }

  private ChatRequest prepare(ChatRequest request, ModelConfig model, MediaScope scope)
      throws AnswerException, InterruptedException {
    try {
      List<Message> messages = new ArrayList<>();
      for (Message message : request.messages()) {
        messages.add(
            message.withContent(
                preparer.contents(
                    message.content(), model.vision(), budget(model), scope, Progress.NONE)));
      }
      return request.withMessages(messages);
    } catch (MediaException e) {
      throw new AnswerException(Kind.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new AnswerException(
          Kind.ENGINE_FAILED, "the media folder cannot be used: " + e.getMessage(), e);
    }
  }

  private static SamplingBudget budget(ModelConfig model) {
    int tokens = Math.max(1, model.shape().context() - RESERVED_TOKENS);
    return new SamplingBudget(tokens, MOST_DECODED);
  }
}
