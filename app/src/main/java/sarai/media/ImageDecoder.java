package sarai.media;

import java.io.BufferedInputStream;
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

/// Turns a spooled picture into pixels of the wanted size: upright, opaque, 8 bits a channel, of an
/// animation the first. What the JDK reads is read here, unless it is large; everything else in the
/// FFmpeg child. Thread-safe.
final class ImageDecoder {
  /// From here on a picture is decoded and shrunk in the child, when there is one: our heap is
  /// small.
  static final long LARGE = 4_000_000;

  private static final Set<MediaType> OURS =
      EnumSet.of(MediaType.PNG, MediaType.JPEG, MediaType.GIF, MediaType.BMP, MediaType.TIFF);

  /// Formats whose turn FFmpeg applies by itself.
  private static final Set<MediaType> TURNED = EnumSet.of(MediaType.HEIC, MediaType.AVIF);

  private static final Pattern EXCESS =
      Pattern.compile("Picture size (\\d{1,9})x(\\d{1,9}) exceeds specified max pixel count");

  private static final int EXIF_REACH = 1 << 18;

  /// What the JDK decodes to, our pixels, and what is scaled of them.
  private static final int BYTES_A_PIXEL = 11;

  private final Ffmpeg ffmpeg;
  private final long maxPixels;
  private final HeapGate heap;

  /// Chooses the size in which a picture is wanted.
  @FunctionalInterface
  interface Sizing {
    /// The picture's own.
    Sizing SAME = size -> size;

    /// @param upright size of the picture as it is shown
    ImageSize of(ImageSize upright) throws MediaException;
  }

  /// A picture in the wanted size.
  ///
  /// @param original its size as it came, upright
  record Decoded(Pixels pixels, ImageSize original) {}

  /// How a picture of the file is turned upright and scaled.
  private record Wanted(int orientation, Sizing sizing) {
    private boolean lies() {
      return orientation >= 5 && orientation <= 8;
    }

    private ImageSize upright(ImageSize stored) {
      return lies() ? stored.turned() : stored;
    }

    /// The size before it is turned upright.
    private ImageSize target(ImageSize stored) throws MediaException {
      ImageSize size = sizing.of(upright(stored));
      return lies() ? size.turned() : size;
    }

    private Decoded of(Pixels stored) throws MediaException {
      Pixels scaled = Scaler.scale(stored, target(stored.size()));
      return new Decoded(scaled.upright(orientation), upright(stored.size()));
    }
  }

  /// @param maxPixels most pixels of a picture, seen before it is decoded
  public ImageDecoder(Ffmpeg ffmpeg, long maxPixels) {
    this(ffmpeg, maxPixels, HeapGate.ofThisProcess());
  }

  ImageDecoder(Ffmpeg ffmpeg, long maxPixels, HeapGate heap) {
    this.ffmpeg = ffmpeg;
    this.maxPixels = maxPixels;
    this.heap = heap;
  }

  /// @throws MediaException.UnsupportedType when it is no picture
  /// @throws InterruptedException when cancelled while it waits for heap or for FFmpeg
  Decoded decode(MediaRef media, Sizing sizing)
      throws MediaException, IOException, InterruptedException {
    MediaType type = MediaType.ofMime(media.type());
    if (type.kind() != MediaType.Kind.IMAGE) {
      throw new MediaException.UnsupportedType(
          "a picture is wanted and this is " + type.mime() + ": send it as what it is");
    }
    Wanted wanted = new Wanted(TURNED.contains(type) ? 1 : orientation(media.file(), type), sizing);
    return OURS.contains(type)
        ? ours(media.file(), type, wanted)
        : byFfmpeg(media.file(), type, wanted);
  }

  private Decoded ours(Path file, MediaType type, Wanted wanted)
      throws MediaException, IOException, InterruptedException {
    Optional<ImageIoReader.Header> header = ImageIoReader.header(file, type, maxPixels);
    if (header.isEmpty()) {
      return byFfmpeg(file, type, wanted);
    }
    ImageSize size = header.get().size();
    boolean apart = size.pixels() > LARGE && header.get().isPlain() && ffmpeg.isInstalled();
    Optional<Decoded> decoded =
        apart
            ? Optional.of(shrunkByFfmpeg(file, type, size, wanted))
            : here(file, type, size, wanted);
    return decoded.isPresent() ? decoded.get() : byFfmpeg(file, type, wanted);
  }

  private Optional<Decoded> here(Path file, MediaType type, ImageSize size, Wanted wanted)
      throws MediaException, IOException, InterruptedException {
    try (HeapGate.Held _ = heap.hold(size, BYTES_A_PIXEL)) {
      Optional<Pixels> read = ImageIoReader.read(file, type, maxPixels);
      return read.isPresent() ? Optional.of(wanted.of(read.get())) : Optional.empty();
    }
  }

  /// Opaque pictures of a known size: only what is wanted comes out of the child.
  private Decoded shrunkByFfmpeg(Path file, MediaType type, ImageSize stored, Wanted wanted)
      throws MediaException, IOException, InterruptedException {
    ImageSize target = wanted.target(stored);
    List<String> output = List.of("-map", "0:V:0", "-vf", Ffmpeg.scaled(target), "-f", "rawvideo");
    List<String> arguments =
        Ffmpeg.joined(
            strict(),
            List.of("-err_detect", "explode", "-noautorotate"),
            Ffmpeg.input(file, type),
            output,
            List.of("-frames:v", "1", "-pix_fmt", "rgb24", "pipe:1"));
    Ffmpeg.Outcome<byte[]> outcome =
        ffmpeg.run(arguments, in -> in.readNBytes(Math.toIntExact(3 * target.pixels())));
    if (outcome.exit() != 0 || outcome.output().length < 3 * target.pixels()) {
      throw unreadable(type, outcome.report());
    }
    Pixels pixels = Pixels.ofRgb(target, outcome.output());
    return new Decoded(pixels.upright(wanted.orientation()), wanted.upright(stored));
  }

  private List<String> strict() {
    return List.of("-v", "error", "-xerror", "-threads", "1", "-max_pixels", "" + maxPixels);
  }

  private Decoded byFfmpeg(Path file, MediaType type, Wanted wanted)
      throws MediaException, IOException, InterruptedException {
    List<String> input = Ffmpeg.input(file, demuxer(file, type));
    List<String> turn = TURNED.contains(type) ? List.of() : List.of("-noautorotate");
    List<String> output =
        List.of("-frames:v", "1", "-c:v", "pam", "-pix_fmt", "rgba", "-f", "image2pipe", "pipe:1");
    List<String> arguments = Ffmpeg.joined(strict(), turn, input, output);
    Ffmpeg.Outcome<Optional<Decoded>> outcome = ffmpeg.run(arguments, in -> picture(in, wanted));
    if (outcome.exit() != 0 || outcome.output().isEmpty()) {
      throw unreadable(type, outcome.report());
    }
    return outcome.output().get();
  }

  private Optional<Decoded> picture(InputStream raw, Wanted wanted)
      throws MediaException, InterruptedException {
    InputStream in = new BufferedInputStream(raw, 1 << 16);
    try {
      ImageSize size = Pam.size(in);
      ImageIoReader.requireDecodable(size, maxPixels);
      try (HeapGate.Held _ = heap.hold(size, BYTES_A_PIXEL)) {
        return Optional.of(wanted.of(Pam.pixels(in, size)));
      }
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
    if (report.contains("Unknown input format")) {
      return new MediaException.DecoderMissing(
          "this FFmpeg reads no animated %s: install a newer one (`./sarai pull --engines`), or"
                  .formatted(type.mime())
              + " send one picture of it");
    }
    return new MediaException.Unreadable(
        "the %s file is broken or cut off: %s"
            .formatted(type.mime(), MediaProbe.firstLine(report)));
  }

  /// FFmpeg has a demuxer of its own for webp files that move.
  private static String demuxer(Path file, MediaType type) throws IOException {
    if (type != MediaType.WEBP) {
      return type.demuxer();
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Magic.isAnimatedWebp(in.readNBytes(Magic.WEBP_HEAD)) ? "webp_anim" : type.demuxer();
    }
  }

  private static int orientation(Path file, MediaType type) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Exif.orientation(in.readNBytes(EXIF_REACH), type);
    }
  }
}
