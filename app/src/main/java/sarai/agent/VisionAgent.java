package sarai.agent;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sarai.agent.AnswerException.Kind;
import sarai.cache.VisionCache;
import sarai.cache.VisionKey;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.chat.Usage;
import sarai.config.ModelConfig;
import sarai.media.MediaException;
import sarai.media.MediaScope;
import sarai.media.MediaSpool;
import sarai.media.Progress;
import sarai.media.SamplingBudget;
import sarai.media.VisionPreparer;

/// Answers questions about pictures and clips: each is cut down to what the model may be sent,
/// earlier turns keep theirs as far as they fit. What the same person asked before is not asked
/// again. Thread-safe.
public final class VisionAgent implements Agent {
  private final Answerer answerer;
  private final VisionPreparer preparer;
  private final MediaSpool spool;
  private final VisionCache cache;

  public VisionAgent(
      Answerer answerer, VisionPreparer preparer, MediaSpool spool, VisionCache cache) {
    this.answerer = answerer;
    this.preparer = preparer;
    this.spool = spool;
    this.cache = cache;
  }

  @Override
  public Answer answer(String model, ChatRequest request, ChatSink sink)
      throws AnswerException, InterruptedException {
    Optional<VisionKey> key = VisualQuestion.key(request, answerer.configured(model));
    Optional<VisionCache.Kept> kept = key.flatMap(cache::find);
    if (kept.isPresent()) {
      return again(kept.get(), sink);
    }
    Answer answer = ask(model, request, sink);
    if (key.isPresent() && isWorthKeeping(answer)) {
      cache.keep(
          key.get(),
          VisualQuestion.asker(request),
          new VisionCache.Kept(answer.model(), answer.text(), answer.usage()));
    }
    return answer;
  }

  /// Not what was cut short, and not what a lesser model said while the better one was away.
  private static boolean isWorthKeeping(Answer answer) {
    return answer.finishReason().equals("stop")
        && answer.fallbacks().isEmpty()
        && !answer.text().isBlank();
  }

  private static Answer again(VisionCache.Kept kept, ChatSink sink) throws AnswerException {
    int prompt = kept.usage().promptTokens();
    Usage usage = new Usage(prompt, kept.usage().completionTokens(), prompt);
    try {
      sink.accept(new ChatEvent.Answering(kept.model()));
      sink.accept(new ChatEvent.Delta(kept.text()));
      sink.accept(new ChatEvent.Done("stop", usage));
    } catch (IOException e) {
      throw new AnswerException(Kind.CLIENT_GONE, "the client left", e);
    }
    return new Answer(kept.model(), kept.text(), "stop", usage, 0, List.of(), /* kept= */ true);
  }

  private Answer ask(String model, ChatRequest request, ChatSink sink)
      throws AnswerException, InterruptedException {
    Progress progress = told(sink);
    try (MediaScope scope = spool.scope()) {
      return answerer.answer(
          model, request, (asked, config) -> prepare(asked, config, scope, progress), sink);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /// A clip of which nobody waits for the frames any more is left alone.
  private static Progress told(ChatSink sink) {
    Thread asking = Thread.currentThread();
    return (done, total) -> {
      try {
        sink.accept(new ChatEvent.Progress.Frames(done, total));
      } catch (IOException _) {
        // The client left: the wait for the child ends, and with it the child.
        asking.interrupt();
      }
    };
  }

  private ChatRequest prepare(
      ChatRequest request, ModelConfig model, MediaScope scope, Progress progress)
      throws AnswerException, InterruptedException {
    try {
      return request.withMessages(
          preparer.messages(
              request.messages(), model.vision(), SamplingBudget.of(model), scope, progress));
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
