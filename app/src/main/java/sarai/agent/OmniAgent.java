package sarai.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sarai.agent.AnswerException.Kind;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.chat.Message;
import sarai.media.AudioException;
import sarai.media.MediaException;
import sarai.media.MediaScope;
import sarai.media.MediaSpool;
import sarai.media.SoundPreparer;

/// Answers from the sound itself, whatever file it came in. Thread-safe.
public final class OmniAgent implements Agent {
  private final Answerer answerer;
  private final SoundPreparer preparer;
  private final MediaSpool spool;

  public OmniAgent(Answerer answerer, SoundPreparer preparer, MediaSpool spool) {
    this.answerer = answerer;
    this.preparer = preparer;
    this.spool = spool;
  }

  @Override
  public Answer answer(String model, ChatRequest request, ChatSink sink)
      throws AnswerException, InterruptedException {
    try (MediaScope scope = spool.scope()) {
      return answerer.answer(model, request, (asked, _) -> prepare(asked, scope), sink);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private ChatRequest prepare(ChatRequest request, MediaScope scope)
      throws AnswerException, InterruptedException {
    try {
      List<Message> messages = new ArrayList<>();
      for (Message message : request.messages()) {
        messages.add(message.withContent(preparer.contents(message.content(), scope)));
      }
      return request.withMessages(messages);
    } catch (AudioException e) {
      throw AnswerException.from(e);
    } catch (MediaException e) {
      throw AnswerException.from(e);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static AnswerException unusable(IOException e) {
    return new AnswerException(
        Kind.ENGINE_FAILED, "the media folder cannot be used: " + e.getMessage(), e);
  }
}
