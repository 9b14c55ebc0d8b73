package sarai.media;

import org.jspecify.annotations.Nullable;
import sarai.chat.MediaRef;
import sarai.units.Bytes;

/// What a file is and what would be sent of it. Immutable.
///
/// @param type by its magic bytes
/// @param size of the picture or of the clip as it is shown; null for a sound
/// @param probe of a clip or a sound; null for a picture
/// @param sentSize of each picture that is sent; null when none is
/// @param frames pictures that are sent
/// @param tokens prompt tokens of all of them
/// @param sentBytes bytes of all of them, encoded
/// @param reason why no more or no larger ones
public record MediaReport(
    String type,
    Bytes bytes,
    @Nullable ImageSize size,
    @Nullable MediaProbe probe,
    @Nullable ImageSize sentSize,
    int frames,
    int tokens,
    Bytes sentBytes,
    String reason) {

  static MediaReport of(MediaRef media, PreparedImage image) {
    return new MediaReport(
        media.type(),
        media.size(),
        image.original(),
        null,
        image.size(),
        1,
        image.tokens(),
        image.media().size(),
        "");
  }

  static MediaReport of(MediaRef media, PreparedVideo video) {
    Bytes sent =
        video.frames().stream()
            .map(frame -> frame.image().media().size())
            .reduce(Bytes.ZERO, Bytes::plus);
    return new MediaReport(
        media.type(),
        media.size(),
        video.frames().getFirst().image().original(),
        video.probe(),
        video.plan().frame(),
        video.frames().size(),
        video.plan().tokens(),
        sent,
        video.plan().reason());
  }

  static MediaReport ofSound(MediaRef media, MediaProbe probe) {
    return new MediaReport(
        media.type(),
        media.size(),
        null,
        probe,
        null,
        0,
        0,
        Bytes.ZERO,
        "it has no picture: it goes to the audio path");
  }
}
