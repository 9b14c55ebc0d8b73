package sarai.media;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// A kind of media that is taken, told by the first bytes of a file and by nothing else.
public enum MediaType {
  PNG("image/png", Kind.IMAGE, "png_pipe"),
  JPEG("image/jpeg", Kind.IMAGE, "jpeg_pipe"),
  GIF("image/gif", Kind.IMAGE, "gif"),
  BMP("image/bmp", Kind.IMAGE, "bmp_pipe"),
  TIFF("image/tiff", Kind.IMAGE, "tiff_pipe"),
  WEBP("image/webp", Kind.IMAGE, "webp_pipe"),
  HEIC("image/heic", Kind.IMAGE, "mov"),
  AVIF("image/avif", Kind.IMAGE, "mov"),
  JXL("image/jxl", Kind.IMAGE, "jpegxl_pipe"),
  MP4("video/mp4", Kind.VIDEO, "mov"),
  QUICKTIME("video/quicktime", Kind.VIDEO, "mov"),
  THREE_GP("video/3gpp", Kind.VIDEO, "mov"),
  WEBM("video/webm", Kind.VIDEO, "matroska"),
  MATROSKA("video/x-matroska", Kind.VIDEO, "matroska"),
  AVI("video/x-msvideo", Kind.VIDEO, "avi"),
  FLV("video/x-flv", Kind.VIDEO, "flv"),
  MPEG_PS("video/mpeg", Kind.VIDEO, "mpeg"),
  MPEG_TS("video/mp2t", Kind.VIDEO, "mpegts"),
  WAV("audio/wav", Kind.AUDIO, "wav"),
  MP3("audio/mpeg", Kind.AUDIO, "mp3"),
  OGG("audio/ogg", Kind.AUDIO, "ogg"),
  FLAC("audio/flac", Kind.AUDIO, "flac"),
  M4A("audio/mp4", Kind.AUDIO, "mov"),
  AAC("audio/aac", Kind.AUDIO, "aac"),
  AIFF("audio/aiff", Kind.AUDIO, "aiff"),
  AMR("audio/amr", Kind.AUDIO, "amr");

  /// Bytes that [#sniff] wants to see.
  public static final int HEAD = 512;

  /// What a file is shown or played as. A container that can hold both is a video here; probing
  /// tells whether there is a picture in it.
  public enum Kind {
    IMAGE,
    VIDEO,
    AUDIO
  }

  private final String mime;
  private final Kind kind;
  private final String demuxer;

  MediaType(String mime, Kind kind, String demuxer) {
    this.mime = mime;
    this.kind = kind;
    this.demuxer = demuxer;
  }

  /// Such as `image/png`.
  public String mime() {
    return mime;
  }

  public Kind kind() {
    return kind;
  }

  /// The one FFmpeg demuxer that may open it, so that no playlist or script is ever followed.
  String demuxer() {
    return demuxer;
  }

  /// The type whose MIME name this is.
  ///
  /// @throws IllegalArgumentException when there is none
  public static MediaType ofMime(String mime) {
    return Arrays.stream(values())
        .filter(type -> type.mime.equals(mime))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no media type is called " + mime));
  }

  /// What the first bytes of a file say it is.
  ///
  /// @param head the first [#HEAD] bytes, or all of a shorter file
  public static Optional<MediaType> sniff(byte[] head) {
    return Optional.ofNullable(new Magic(head).type());
  }

  /// What text content would look like in a message: the first characters, made harmless.
  static String printable(byte[] head) {
    String text =
        new String(head, 0, Math.min(head.length, 16), StandardCharsets.ISO_8859_1)
            .replaceAll("[^ -~]", ".");
    return head.length == 0 ? "an empty file" : "a file that begins with '" + text + "'";
  }
}
