package sarai.media;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The first bytes of a file, asked what they begin with. Never reads past their end.
final class Magic {
  private static final Set<String> HEIF_BRANDS =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1");
  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis");
  private static final Set<String> AUDIO_BRANDS = Set.of("M4A ", "M4B ", "F4A ", "F4B ");
  private static final Set<String> MOVIE_ATOMS = Set.of("moov", "mdat", "wide", "free", "skip");

  /// Bytes that [#isAnimatedWebp] looks at.
  static final int WEBP_HEAD = 21;

  private final byte[] head;

  Magic(byte[] head) {
    this.head = head;
  }

  @Nullable MediaType type() {
    MediaType image = image();
    if (image != null) {
      return image;
    }
    MediaType container = container();
    return container != null ? container : sound();
  }

  private @Nullable MediaType image() {
    if (has(0, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      return MediaType.PNG;
    }
    if (has(0, 0xFF, 0xD8, 0xFF)) {
      return MediaType.JPEG;
    }
    if (text(0, "GIF87a") || text(0, "GIF89a")) {
      return MediaType.GIF;
    }
    if (isBitmap()) {
      return MediaType.BMP;
    }
    if (has(0, 'I', 'I', 42, 0) || has(0, 'M', 'M', 0, 42)) {
      return MediaType.TIFF;
    }
    if (riff("WEBP")) {
      return MediaType.WEBP;
    }
    boolean jxl = has(0, 0xFF, 0x0A) || has(0, 0, 0, 0, 12, 'J', 'X', 'L', ' ', 13, 10, 0x87, 10);
    return jxl ? MediaType.JXL : null;
  }

  /// Whether the head of a webp file says that more pictures than one follow: bit 1 of the flags of
  /// its `VP8X` chunk.
  static boolean isAnimatedWebp(byte[] head) {
    Magic magic = new Magic(head);
    return magic.text(12, "VP8X") && head.length >= WEBP_HEAD && (head[20] & 2) != 0;
  }

  /// `BM`, then a header length that some program has written: two letters alone are also text.
  private boolean isBitmap() {
    if (!text(0, "BM") || head.length < 18 || head[15] != 0 || head[16] != 0 || head[17] != 0) {
      return false;
    }
    int length = head[14] & 0xFF;
    return length == 12 || (length >= 16 && length <= 124);
  }

  private @Nullable MediaType container() {
    if (text(4, "ftyp")) {
      return brand();
    }
    if (head.length >= 8 && MOVIE_ATOMS.contains(ascii(4, 4))) {
      return MediaType.QUICKTIME;
    }
    if (has(0, 0x1A, 0x45, 0xDF, 0xA3)) {
      return contains("webm") ? MediaType.WEBM : MediaType.MATROSKA;
    }
    if (riff("AVI ")) {
      return MediaType.AVI;
    }
    if (has(0, 'F', 'L', 'V', 1)) {
      return MediaType.FLV;
    }
    if (has(0, 0, 0, 1, 0xBA)) {
      return MediaType.MPEG_PS;
    }
    boolean packets = has(0, 0x47) && has(188, 0x47) && has(376, 0x47);
    return packets ? MediaType.MPEG_TS : null;
  }

  /// The major brand decides; a generic one (`mif1`) gives way to `avif` among the compatible.
  private @Nullable MediaType brand() {
    String major = ascii(8, 4);
    if (AVIF_BRANDS.contains(major) || (major.equals("mif1") && compatible(AVIF_BRANDS))) {
      return MediaType.AVIF;
    }
    if (HEIF_BRANDS.contains(major)) {
      return MediaType.HEIC;
    }
    if (AUDIO_BRANDS.contains(major)) {
      return MediaType.M4A;
    }
    if (major.equals("qt  ")) {
      return MediaType.QUICKTIME;
    }
    if (major.startsWith("3g")) {
      return MediaType.THREE_GP;
    }
    return head.length >= 12 ? MediaType.MP4 : null;
  }

  private boolean compatible(Set<String> brands) {
    long box = head.length < 4 ? 0 : (head[2] & 0xFFL) << 8 | (head[3] & 0xFF);
    int end = (int) Math.min(box, head.length);
    for (int at = 16; at + 4 <= end; at += 4) {
      if (brands.contains(ascii(at, 4))) {
        return true;
      }
    }
    return false;
  }

  private @Nullable MediaType sound() {
    if (riff("WAVE") || (text(0, "RF64") && text(8, "WAVE"))) {
      return MediaType.WAV;
    }
    if (text(0, "OggS")) {
      return MediaType.OGG;
    }
    if (text(0, "fLaC")) {
      return MediaType.FLAC;
    }
    if (text(0, "FORM") && (text(8, "AIFF") || text(8, "AIFC"))) {
      return MediaType.AIFF;
    }
    if (text(0, "#!AMR")) {
      return MediaType.AMR;
    }
    return text(0, "ID3") ? MediaType.MP3 : syncWord();
  }

  /// ADTS and MPEG audio begin with a frame header whose reserved values tell it from noise.
  private @Nullable MediaType syncWord() {
    if (head.length < 4 || (head[0] & 0xFF) != 0xFF || (head[1] & 0xE0) != 0xE0) {
      return null;
    }
    if ((head[1] & 0xF6) == 0xF0) {
      return (head[2] >> 2 & 0xF) <= 12 ? MediaType.AAC : null;
    }
    boolean version = (head[1] & 0x18) != 0x08;
    boolean layer = (head[1] & 0x06) != 0;
    boolean bitrate = (head[2] & 0xF0) != 0xF0;
    boolean rate = (head[2] & 0x0C) != 0x0C;
    return version && layer && bitrate && rate ? MediaType.MP3 : null;
  }

  private boolean riff(String form) {
    return text(0, "RIFF") && text(8, form);
  }

  private boolean contains(String word) {
    return new String(head, StandardCharsets.ISO_8859_1).contains(word);
  }

  private boolean text(int at, String word) {
    return ascii(at, word.length()).equals(word);
  }

  private boolean has(int at, int... bytes) {
    if (at + bytes.length > head.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[at + i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private String ascii(int at, int length) {
    return at + length > head.length
        ? ""
        : new String(head, at, length, StandardCharsets.ISO_8859_1);
  }
}
