package sarai.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import sarai.chat.MediaRef;
import sarai.units.Bytes;

/// Takes the planned frames out of a clip. Thread-safe.
///
/// Where decoding up to the last frame is cheap, one child decodes and picks exact frames. Else one
/// child a frame seeks to the key frame before it, so that the length of the file hardly matters;
/// each frame then carries the time that it really has.
final class VideoSampler {
  /// Pixels that one child may decode on the way to its frames: seconds of work.
  static final long DECODED_AT_ONCE = 2_000_000_000L;

  private static final Pattern TIME = Pattern.compile("pts_time:(-?\\d+(?:\\.\\d+)?)");
  private static final Pattern START = Pattern.compile("(?m)^  Duration: .*, start: (-?[\\d.]+)");
  private static final IntakeLimits NO_LIMIT =
      new IntakeLimits(Bytes.of(Long.MAX_VALUE), Bytes.of(Long.MAX_VALUE));

  private final Ffmpeg ffmpeg;
  private final long maxPixels;

  VideoSampler(Ffmpeg ffmpeg, long maxPixels) {
    this.ffmpeg = ffmpeg;
    this.maxPixels = maxPixels;
  }

  /// What one sampling works on.
  ///
  /// @param tokens of one frame, its markers included
  record Job(MediaRef media, MediaProbe probe, SamplingPlan plan, int tokens, MediaScope scope) {
    MediaType type() {
      return MediaType.ofMime(media.type());
    }
  }

  /// @throws MediaException.Unreadable when fewer frames come out than the file promises
  /// @throws IOException when the spool cannot be written
  List<PreparedVideo.Frame> sample(Job job, Progress progress)
      throws MediaException, IOException, InterruptedException {
    ImageSize stored = job.probe().requireVideo().coded();
    ImageIoReader.requireDecodable(stored, maxPixels);
    long decoded = stored.pixels() * (job.plan().indices().getLast() + 1);
    return decoded <= DECODED_AT_ONCE ? atOnce(job, progress) : seeking(job, progress);
  }

  private List<PreparedVideo.Frame> atOnce(Job job, Progress progress)
      throws MediaException, IOException, InterruptedException {
    List<Integer> indices = job.plan().indices();
    String picks =
        indices.stream().map(index -> "eq(n\\," + index + ")").collect(Collectors.joining("+"));
    List<String> arguments =
        Ffmpeg.joined(
            List.of("-v", "error", "-threads", "2", "-max_pixels", "" + maxPixels),
            Ffmpeg.input(job.media().file(), job.type()),
            output("select=" + picks + "," + Ffmpeg.scaled(job.plan().frame()), indices.size()));
    Ffmpeg.Outcome<List<PreparedVideo.Frame>> outcome =
        ffmpeg.run(arguments, in -> frames(in, job, progress));
    requireEnough(outcome.output().size(), indices.size(), outcome.report());
    return outcome.output();
  }

  private static List<PreparedVideo.Frame> frames(InputStream in, Job job, Progress progress)
      throws IOException, MediaException {
    List<PreparedVideo.Frame> frames = new ArrayList<>();
    List<Integer> indices = job.plan().indices();
    for (int index : indices) {
      byte[] raw = raw(in, job.plan().frame());
      if (raw.length == 0) {
        return frames;
      }
      frames.add(frame(raw, job.plan().seconds(index), job));
      progress.frames(frames.size(), indices.size());
    }
    return frames;
  }

  private List<PreparedVideo.Frame> seeking(Job job, Progress progress)
      throws MediaException, IOException, InterruptedException {
    List<PreparedVideo.Frame> frames = new ArrayList<>();
    double last = -1;
    List<Integer> indices = job.plan().indices();
    for (int index : indices) {
      double wanted = job.plan().seconds(index);
      Seek key = seek(job, wanted, /* keyFrame= */ true);
      Seek found = key.seconds() > last + 1e-3 ? key : seek(job, wanted, /* keyFrame= */ false);
      if (found.raw().size() > 0) {
        last = found.seconds();
        frames.add(frame(found.raw().bytes(), found.seconds(), job));
        progress.frames(frames.size(), indices.size());
      }
    }
    requireEnough(frames.size(), indices.size(), "");
    return frames;
  }

  /// One frame, and its time; `raw` is empty past the end.
  private record Seek(Raw raw, double seconds) {}

  private Seek seek(Job job, double seconds, boolean keyFrame)
      throws MediaException, IOException, InterruptedException {
    List<String> how = keyFrame ? List.of("-noaccurate_seek", "-skip_frame", "nokey") : List.of();
    List<String> arguments =
        Ffmpeg.joined(
            List.of("-v", "info", "-nostats", "-threads", "2", "-max_pixels", "" + maxPixels),
            List.of("-ss", String.format(Locale.ROOT, "%.4f", seconds), "-copyts"),
            how,
            Ffmpeg.input(job.media().file(), job.type()),
            output(Ffmpeg.scaled(job.plan().frame()) + ",showinfo=checksum=0", 1));
    ImageSize size = job.plan().frame();
    Ffmpeg.Outcome<Raw> outcome = ffmpeg.run(arguments, in -> new Raw(raw(in, size)));
    return new Seek(outcome.output(), time(outcome.report(), seconds));
  }

  private static double time(String report, double wanted) {
    Matcher time = TIME.matcher(report);
    Matcher start = START.matcher(report);
    double offset = start.find() ? Double.parseDouble(start.group(1)) : 0;
    return time.find() ? Math.max(0, Double.parseDouble(time.group(1)) - offset) : wanted;
  }

  private static List<String> output(String filter, int frames) {
    return List.of(
        "-map",
        "0:V:0",
        "-vf",
        filter,
        "-fps_mode",
        "passthrough",
        "-frames:v",
        "" + frames,
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "pipe:1");
  }

  /// A frame's bytes, or nothing at the end of the stream.
  private static byte[] raw(InputStream in, ImageSize size) throws IOException {
    int length = Math.toIntExact(3 * size.pixels());
    byte[] raw = in.readNBytes(length);
    return raw.length == length ? raw : new byte[0];
  }

  private static PreparedVideo.Frame frame(byte[] raw, double seconds, Job job)
      throws IOException, MediaException {
    ImageSize size = job.plan().frame();
    byte[] png = Pixels.ofRgb(size, raw).png();
    MediaRef media = job.scope().add(new ByteArrayInputStream(png), NO_LIMIT);
    ImageSize shown = job.probe().requireVideo().shown();
    return new PreparedVideo.Frame(
        SamplingPlan.time(seconds), new PreparedImage(media, size, shown, job.tokens()));
  }

  /// A count of frames estimated from duration and rate can be one too many; more is a broken file.
  private static void requireEnough(int found, int planned, String report) throws MediaException {
    if (found < Math.max(FrameSampling.FRAME_FACTOR, planned - 1)) {
      throw new MediaException.Unreadable(
          "%d of %d frames could be decoded, the clip is broken or cut off: %s"
              .formatted(found, planned, MediaProbe.lastLine(report)));
    }
  }

  /// The bytes of one frame.
  private static final class Raw {
    private final byte[] bytes;

    private Raw(byte[] bytes) {
      this.bytes = bytes;
    }

    private byte[] bytes() {
      return bytes;
    }

    private int size() {
      return bytes.length;
    }
  }
}
