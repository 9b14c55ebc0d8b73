package sarai.media;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The containers that we open, told by their first bytes and never by a name. Each is decoded by
/// the one demuxer named here, so that no playlist can make the decoder open other files.
enum AudioContainer {
  WAV("wav"),
  AVI("avi"),
  MP3("mp3"),
  AAC("aac"),
  MP4("mov"),
  OGG("ogg"),
  FLAC("flac"),
  MATROSKA("matroska");

  /// Bytes that are enough to tell.
  static final int HEAD = 16;

  private final String demuxer;

  AudioContainer(String demuxer) {
    this.demuxer = demuxer;
  }

  String demuxer() {
    return demuxer;
  }

  static Optional<AudioContainer> of(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("RIFF") && text.startsWith("WAVE", 8)) {
      return Optional.of(WAV);
    }
    if (text.startsWith("RIFF") && text.startsWith("AVI ", 8)) {
      return Optional.of(AVI);
    }
    if (text.startsWith("ftyp", 4)) {
      return Optional.of(MP4);
    }
    if (text.startsWith("OggS")) {
      return Optional.of(OGG);
    }
    if (text.startsWith("fLaC")) {
      return Optional.of(FLAC);
    }
    if (text.startsWith("\u001aE\u00df\u00a3")) {
      return Optional.of(MATROSKA);
    }
    return text.startsWith("ID3") ? Optional.of(MP3) : frame(head);
  }

  /// Bare MPEG audio frames begin with eleven set bits; layer 0 is AAC in ADTS.
  private static Optional<AudioContainer> frame(byte[] head) {
    if (head.length < 2 || head[0] != (byte) 0xff || (head[1] & 0xe0) != 0xe0) {
      return Optional.empty();
    }
    return Optional.of((head[1] & 0x06) == 0 ? AAC : MP3);
  }
}
