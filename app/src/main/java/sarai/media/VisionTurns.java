package sarai.media;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Role;
import sarai.config.ModelConfig.VisionLimits;

/// The pictures and clips of one request on their way to a vision model, all paid from one budget:
/// the question's first, then those of earlier turns, the newest first. In a message pictures come
/// before clips, and its clips share what is left. Used by one thread.
final class VisionTurns {
  private final VisionPreparer preparer;
  private final VisionLimits limits;
  private final MediaScope scope;
  private final Progress progress;
  private SamplingBudget left;

  VisionTurns(
      VisionPreparer preparer,
      VisionLimits limits,
      SamplingBudget budget,
      MediaScope scope,
      Progress progress) {
    this.preparer = preparer;
    this.limits = limits;
    this.scope = scope;
    this.progress = progress;
    this.left = budget;
  }

  /// A note stands for what earlier turns, which were answered already, showed and no longer fits.
  ///
  /// @throws MediaException.OverBudget when a clip of the question does not fit
  List<Message> prepared(List<Message> messages)
      throws MediaException, IOException, InterruptedException {
    List<Message> prepared = new ArrayList<>(messages);
    boolean answered = false;
    for (int i = messages.size() - 1; i >= 0; i--) {
      Message message = messages.get(i);
      prepared.set(i, message.withContent(clips(pictures(message.content(), answered), answered)));
      answered |= message.role() == Role.USER;
    }
    return prepared;
  }

  private List<Content> pictures(List<Content> parts, boolean answered)
      throws MediaException, IOException, InterruptedException {
    List<Content> prepared = new ArrayList<>();
    for (Content part : parts) {
      prepared.add(part instanceof Content.Image(MediaRef media) ? picture(media, answered) : part);
    }
    return prepared;
  }

  private Content picture(MediaRef media, boolean answered)
      throws MediaException, IOException, InterruptedException {
    PreparedImage image = preparer.image(media, limits, null, scope);
    long pixels = image.size().pixels();
    if (answered && !left.pays(image.tokens(), pixels)) {
      return new Content.Text(Content.Image.NOTE);
    }
    left = left.after(image.tokens(), pixels);
    return new Content.Image(image.media());
  }

  private List<Content> clips(List<Content> parts, boolean answered)
      throws MediaException, IOException, InterruptedException {
    long clips = parts.stream().filter(Content.Video.class::isInstance).count();
    List<Content> prepared = new ArrayList<>();
    for (Content part : parts) {
      if (part instanceof Content.Video clip) {
        prepared.addAll(frames(clip, left.share(clips), answered));
        clips--;
      } else {
        prepared.add(part);
      }
    }
    return prepared;
  }

  private List<Content> frames(Content.Video clip, SamplingBudget share, boolean answered)
      throws MediaException, IOException, InterruptedException {
    try {
      PreparedVideo video = preparer.video(clip, limits, share, scope, progress);
      SamplingPlan plan = video.plan();
      left = left.after(plan.tokens(), plan.indices().size() * plan.frame().pixels());
      return video.contents();
    } catch (MediaException.OverBudget e) {
      if (!answered) {
        throw e;
      }
      return List.of(new Content.Text(Content.Video.NOTE));
    }
  }
}
