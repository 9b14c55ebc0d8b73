package sarai.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a clip or a sound holds, as FFmpeg reports it without decoding.
///
/// @param duration of the whole; zero when the file does not tell
/// @param video the first moving picture, or null: cover art does not count
/// @param audio the first sound track, or null
public record MediaProbe(Duration duration, @Nullable Video video, @Nullable Audio audio) {
  private static final Pattern DURATION =
      Pattern.compile("(?m)^  Duration: (\\d+):(\\d\\d):(\\d\\d(?:\\.\\d+)?),");

  /// FFmpeg indents streams by exactly two blanks, and values from the file by more.
  private static final Pattern STREAM =
      Pattern.compile("(?m)^  Stream #0:\\d+[^:\\n]*: (Video|Audio): (.*)$");

  private static final Pattern SIZE = Pattern.compile(", (\\d{1,6})x(\\d{1,6})(?=[, \\n]|$)");
  private static final Pattern FPS = Pattern.compile(", (\\d+(?:\\.\\d+)?)(k?) fps");
  private static final Pattern TBR = Pattern.compile(", (\\d+(?:\\.\\d+)?)(k?) tbr");

  /// Written `displaymatrix` up to FFmpeg 8.
  private static final Pattern ROTATION =
      Pattern.compile("(?i)display ?matrix: rotation of (-?\\d+(?:\\.\\d+)?) degrees");

  private static final Pattern OUT_TIME = Pattern.compile("(?m)^out_time_us=(\\d{1,15})$");

  /// FFmpeg begins lines with the parts that speak and their addresses.
  private static final Pattern SPEAKER = Pattern.compile("^(\\[[^\\]]*\\]\\s*)+");

  private static final Pattern RATE = Pattern.compile(", (\\d+) Hz");

  /// A moving picture.
  ///
  /// @param coded size of the pictures as they are stored
  /// @param fps mean pictures for each second
  /// @param rotation degrees clockwise that a player turns it by: 0, 90, 180 or 270
  public record Video(String codec, ImageSize coded, double fps, int rotation) {
    /// Size as it is shown.
    public ImageSize shown() {
      return rotation % 180 == 0 ? coded : coded.turned();
    }
  }

  /// A sound track.
  public record Audio(String codec, int hertz) {}

  /// Probes a file.
  ///
  /// @throws MediaException.Unreadable when FFmpeg finds neither picture nor sound in it
  public static MediaProbe of(Path file, MediaType type, Ffmpeg ffmpeg)
      throws MediaException, IOException, InterruptedException {
    String report = ffmpeg.run(Ffmpeg.input(file, type), InputStream::readAllBytes).report();
    MediaProbe probe = parse(report);
    if (probe.video() != null && probe.duration().isZero()) {
      return probe.counted(file, type, ffmpeg);
    }
    if (probe.video() == null && probe.audio() == null) {
      throw new MediaException.Unreadable(
          "the %s file has neither a picture nor a sound in it: %s"
              .formatted(type.mime(), lastLine(report)));
    }
    return probe;
  }

  /// What a browser records tells no duration: then all packets are read, and none decoded.
  private MediaProbe counted(Path file, MediaType type, Ffmpeg ffmpeg)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments =
        Ffmpeg.joined(
            List.of("-v", "error"),
            Ffmpeg.input(file, type),
            List.of("-map", "0:V:0", "-c", "copy", "-f", "null", "-progress", "pipe:1", "-"));
    byte[] progress = ffmpeg.run(arguments, InputStream::readAllBytes).output();
    Matcher time = OUT_TIME.matcher(new String(progress, StandardCharsets.US_ASCII));
    long micros = 0;
    while (time.find()) {
      micros = Math.max(micros, Long.parseLong(time.group(1)));
    }
    return new MediaProbe(Duration.ofNanos(micros * 1000), video, audio);
  }

  /// Reads the report of `ffmpeg -i`.
  static MediaProbe parse(String report) {
    Video video = null;
    Audio audio = null;
    Matcher stream = STREAM.matcher(report);
    while (stream.find()) {
      String line = stream.group(2);
      if (stream.group(1).equals("Audio")) {
        audio = audio == null ? audio(line) : audio;
      } else if (video == null && !line.contains("(attached pic)")) {
        video = video(line, sideData(report, stream.end()));
      }
    }
    return new MediaProbe(duration(report), video, audio);
  }

  /// The moving picture.
  ///
  /// @throws MediaException.UnsupportedType when there is none
  /// @throws MediaException.Unreadable when it has no frame rate
  Video requireVideo() throws MediaException {
    if (video == null) {
      throw new MediaException.UnsupportedType(
          "the clip has a sound track and no picture: send it as audio");
    }
    if (video.fps() <= 0) {
      throw new MediaException.Unreadable(
          "the clip tells no frame rate, it is broken or cut off: send it again");
    }
    return video;
  }

  /// Frames of the whole clip, by its duration and mean rate.
  public int totalFrames() {
    double frames = video == null ? 0 : seconds() * video.fps();
    return (int) Math.min(Math.round(frames), Integer.MAX_VALUE);
  }

  double seconds() {
    return duration.toNanos() / 1e9;
  }

  private static @Nullable Video video(String line, String sideData) {
    Optional<ImageSize> size = size(line);
    double fps = rate(FPS, line).or(() -> rate(TBR, line)).orElse(0.0);
    return size.isEmpty() ? null : new Video(codec(line), size.get(), fps, rotation(sideData));
  }

  private static Audio audio(String line) {
    Matcher rate = RATE.matcher(line);
    return new Audio(codec(line), rate.find() ? number(rate.group(1)) : 0);
  }

  private static Optional<ImageSize> size(String line) {
    Matcher size = SIZE.matcher(line);
    return size.find()
        ? Optional.of(new ImageSize(number(size.group(1)), number(size.group(2))))
        : Optional.empty();
  }

  /// Broadcast rates are printed rounded: 29.97 stands for 30000/1001.
  private static Optional<Double> rate(Pattern pattern, String line) {
    Matcher match = pattern.matcher(line);
    if (!match.find()) {
      return Optional.empty();
    }
    double printed = Double.parseDouble(match.group(1)) * (match.group(2).isEmpty() ? 1 : 1000);
    double broadcast = Math.rint(printed * 1001 / 1000) * 1000 / 1001;
    return Optional.of(Math.abs(printed - broadcast) < 0.006 ? broadcast : printed);
  }

  /// FFmpeg tells the turn counterclockwise.
  private static int rotation(String sideData) {
    Matcher match = ROTATION.matcher(sideData);
    if (!match.find()) {
      return 0;
    }
    long quarters = Math.round(-Double.parseDouble(match.group(1)) / 90);
    return (int) Math.floorMod(quarters * 90, 360L);
  }

  private static String sideData(String report, int from) {
    Matcher next = STREAM.matcher(report);
    return report.substring(from, next.find(from) ? next.start() : report.length());
  }

  private static String codec(String line) {
    return line.replaceFirst("[ ,].*", "").toLowerCase(Locale.ROOT);
  }

  private static Duration duration(String report) {
    Matcher match = DURATION.matcher(report);
    if (!match.find()) {
      return Duration.ZERO;
    }
    double seconds = Double.parseDouble(match.group(3));
    return Duration.ofHours(number(match.group(1)))
        .plusMinutes(number(match.group(2)))
        .plusNanos(Math.round(seconds * 1e9));
  }

  private static int number(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  /// What a report with errors only begins with: the cause, of which the rest are consequences.
  static String firstLine(String report) {
    return said(report.lines().findFirst().orElse(""));
  }

  static String lastLine(String report) {
    return said(
        report
            .lines()
            .filter(line -> !line.startsWith("At least one output"))
            .reduce("", (_, line) -> line));
  }

  private static String said(String line) {
    String words = SPEAKER.matcher(line.strip()).replaceFirst("");
    return words.isEmpty() ? "FFmpeg said nothing" : "FFmpeg says: " + words;
  }
}
