package sarai.media;

import sarai.units.Bytes;

/// What may enter: the kinds of media that are taken and their greatest sizes in bytes.
///
/// @param image most bytes of a picture
/// @param other most bytes of a clip or a sound
record IntakeLimits(Bytes image, Bytes other) {
  /// What the first bytes say.
  ///
  /// @throws MediaException.UnsupportedType when they are of no kind that is taken
  MediaType type(byte[] head) throws MediaException {
    return MediaType.sniff(head)
        .orElseThrow(() ->
            new MediaException.UnsupportedType(
                MediaType.printable(head)
                    + " is no picture, clip or sound that is taken: send png, jpeg, webp, gif,"
                    + " bmp, tiff, heic, avif, jxl, mp4, webm, mkv, mov, 3gp, avi, flv, mpeg, ts,"
                    + " wav, mp3, m4a, aac, ogg, flac, aiff or amr"));
  }

  void checkSize(MediaType type, long bytes) throws MediaException {
    boolean picture = type.kind() == MediaType.Kind.IMAGE;
    Bytes limit = picture ? image : other;
    if (bytes > limit.value()) {
      String fix =
          picture
              ? "send a smaller picture or raise media.max_image_bytes"
              : "cut it, or raise server.max_body";
      throw new MediaException.TooLarge(
          "the " + type.mime() + " file", Bytes.of(bytes), limit, fix);
    }
  }
}
