package sarai.media;

import org.jspecify.annotations.Nullable;
import sarai.chat.MediaRef;
import sarai.units.Bytes;

/// What a file is and what would be sent of it. Immutable.
///
/// @param type by its magic bytes
/// @param size of the picture or of the clip as it is shown; null for a sound
/// @param probe of a clip or a sound; null for a picture
/// @param sent null when nothing of it is sent to a vision model
public record MediaReport(
    String type,
    Bytes bytes,
    @Nullable ImageSize size,
    @Nullable MediaProbe probe,
    @Nullable Sent sent) {

  /// What a model would get.
  ///
  /// @param frames how many pictures
  /// @param size of each
  /// @param tokens of all in the prompt
  /// @param bytes of all, encoded
  /// @param reduction what was given up of a clip to stay within the budget
  /// @param reason why no more or no larger ones
  public record Sent(
      int frames,
      ImageSize size,
      int tokens,
      Bytes bytes,
      SamplingPlan.Reduction reduction,
      String reason) {}

  static MediaReport of(MediaRef media, PreparedImage image) {
    Sent sent =
        new Sent(
            1,
            image.size(),
            image.tokens(),
            image.media().size(),
            SamplingPlan.Reduction.NONE,
            "within the limits");
    return new MediaReport(media.type(), media.size(), image.original(), null, sent);
  }

  static MediaReport of(MediaRef media, PreparedVideo video) {
    Bytes bytes =
        video.frames().stream()
            .map(frame -> frame.image().media().size())
            .reduce(Bytes.ZERO, Bytes::plus);
    SamplingPlan plan = video.plan();
    Sent sent =
        new Sent(
            video.frames().size(),
            plan.frame(),
            plan.tokens(),
            bytes,
            plan.reduction(),
            plan.reason());
    ImageSize shown = video.frames().getFirst().image().original();
    return new MediaReport(media.type(), media.size(), shown, video.probe(), sent);
  }

  static MediaReport ofSound(MediaRef media, MediaProbe probe) {
    return new MediaReport(media.type(), media.size(), null, probe, null);
  }
}
