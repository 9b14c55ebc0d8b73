package sarai.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sarai.chat.MediaRef;

/// Turns a spooled picture into pixels: upright, opaque, 8 bits a channel, of an animation the
/// first. What the JDK reads is read here, everything else in the FFmpeg child. Thread-safe.
///
/// A picture takes 4 bytes a pixel of the heap, and up to twice that while the JDK decodes it.
public final class ImageDecoder {
  private static final Set<MediaType> OURS =
      EnumSet.of(MediaType.PNG, MediaType.JPEG, MediaType.GIF, MediaType.BMP, MediaType.TIFF);

  /// Formats whose turn FFmpeg applies by itself.
  private static final Set<MediaType> TURNED = EnumSet.of(MediaType.HEIC, MediaType.AVIF);

  private static final Pattern EXCESS =
      Pattern.compile("Picture size (\\d{1,9})x(\\d{1,9}) exceeds specified max pixel count");

  private static final int EXIF_REACH = 1 << 18;

  private final Ffmpeg ffmpeg;
  private final long maxPixels;

  /// @param maxPixels most pixels of a picture, seen before it is decoded
  public ImageDecoder(Ffmpeg ffmpeg, long maxPixels) {
    this.ffmpeg = ffmpeg;
    this.maxPixels = maxPixels;
  }

  /// @throws MediaException.UnsupportedType when it is no picture
  /// @throws InterruptedException when cancelled while FFmpeg decodes
  Pixels decode(MediaRef media) throws MediaException, IOException, InterruptedException {
    MediaType type = MediaType.ofMime(media.type());
    if (type.kind() != MediaType.Kind.IMAGE) {
      throw new MediaException.UnsupportedType(
          "a picture is wanted and this is " + type.mime() + ": send it as what it is");
    }
    Optional<Pixels> read =
        OURS.contains(type) ? ImageIoReader.read(media.file(), type, maxPixels) : Optional.empty();
    Pixels pixels = read.isPresent() ? read.get() : byFfmpeg(media.file(), type);
    return TURNED.contains(type) ? pixels : pixels.upright(orientation(media.file(), type));
  }

  private Pixels byFfmpeg(Path file, MediaType type) throws MediaException, InterruptedException {
    List<String> input = Ffmpeg.input(file, type);
    List<String> turn = TURNED.contains(type) ? List.of() : List.of("-noautorotate");
    List<String> limits =
        List.of("-v", "error", "-xerror", "-threads", "1", "-max_pixels", "" + maxPixels);
    List<String> output =
        List.of("-frames:v", "1", "-c:v", "pam", "-pix_fmt", "rgba", "-f", "image2pipe", "pipe:1");
    List<String> arguments = Ffmpeg.joined(limits, turn, input, output);
    Ffmpeg.Outcome<Optional<Pixels>> outcome = ffmpeg.run(arguments, this::picture);
    if (outcome.exit() != 0 || outcome.output().isEmpty()) {
      throw unreadable(type, outcome.report());
    }
    return outcome.output().get();
  }

  private Optional<Pixels> picture(InputStream in) throws MediaException {
    try {
      return Optional.of(Pam.read(in, maxPixels));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private MediaException unreadable(MediaType type, String report) {
    Matcher excess = EXCESS.matcher(report);
    if (excess.find()) {
      ImageSize size =
          new ImageSize(Integer.parseInt(excess.group(1)), Integer.parseInt(excess.group(2)));
      return new MediaException.TooManyPixels(size, maxPixels);
    }
    return new MediaException.Unreadable(
        "the %s file is broken or cut off: %s".formatted(type.mime(), MediaProbe.lastLine(report)));
  }

  private static int orientation(Path file, MediaType type) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Exif.orientation(in.readNBytes(EXIF_REACH), type);
    }
  }
}
