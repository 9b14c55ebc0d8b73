package sarai.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.config.ModelConfig.VisionLimits;
import sarai.config.SaraiConfig;
import sarai.units.Bytes;

/// Turns spooled pictures and clips into what a vision model is sent. Thread-safe.
public final class VisionPreparer {
  private final SaraiConfig.Media config;
  private final Ffmpeg ffmpeg;
  private final ImageDecoder decoder;
  private final VideoSampler sampler;
  private final IntakeLimits ownPictures;

  public VisionPreparer(SaraiConfig.Media config, Ffmpeg ffmpeg) {
    this.config = config;
    this.ffmpeg = ffmpeg;
    this.decoder = new ImageDecoder(ffmpeg, config.maxImagePixels());
    this.sampler = new VideoSampler(ffmpeg, config.maxImagePixels());
    Bytes any = Bytes.of(Long.MAX_VALUE);
    this.ownPictures = new IntakeLimits(any, any);
  }

  /// Prepares a picture.
  ///
  /// @param wanted explicit size, passed through the official rule; null for the picture's own
  /// @throws IOException when the spool cannot be read or written
  /// @throws InterruptedException when cancelled while a child decodes
  public PreparedImage image(
      MediaRef media, VisionLimits limits, @Nullable ImageSize wanted, MediaScope scope)
      throws MediaException, IOException, InterruptedException {
    ImageDecoder.Decoded decoded =
        decoder.decode(
            media,
            own ->
                QwenResize.picture(
                    wanted == null ? own : wanted, limits.imageFactor(), bounds(limits)));
    byte[] png = decoded.pixels().png();
    MediaRef sent = scope.add(new ByteArrayInputStream(png), ownPictures);
    ImageSize size = decoded.pixels().size();
    return new PreparedImage(sent, size, decoded.original(), tokens(size, limits));
  }

  /// Prepares a clip.
  ///
  /// @throws MediaException.TooLong when it lasts longer than `media.max_video_duration`
  /// @throws IOException when the spool cannot be written
  /// @throws InterruptedException when cancelled; the child is gone by then
  public PreparedVideo video(
      Content.Video clip,
      VisionLimits limits,
      SamplingBudget budget,
      MediaScope scope,
      Progress progress)
      throws MediaException, IOException, InterruptedException {
    MediaProbe probe = probe(clip.media());
    SamplingPlan plan = SamplingPlan.of(probe, wish(clip), limits, budget);
    int tokens = tokens(plan.frame(), limits);
    VideoSampler.Job job = new VideoSampler.Job(clip.media(), probe, plan, tokens, scope);
    return new PreparedVideo(plan, probe, sampler.sample(job, progress));
  }

  /// What a clip or a sound holds.
  ///
  /// @throws MediaException.TooLong when it lasts longer than `media.max_video_duration`
  public MediaProbe probe(MediaRef media) throws MediaException, IOException, InterruptedException {
    MediaType type = MediaType.ofMime(media.type());
    if (type.kind() == MediaType.Kind.IMAGE) {
      throw new MediaException.UnsupportedType(
          "a clip is wanted and this is " + type.mime() + ": send it as a picture");
    }
    MediaProbe probe = MediaProbe.of(media.file(), type, ffmpeg);
    if (probe.duration().compareTo(config.maxVideoDuration()) > 0) {
      throw new MediaException.TooLong(
          "the clip", probe.duration(), config.maxVideoDuration(), "media.max_video_duration");
    }
    return probe;
  }

  /// Prepares every picture and clip of a conversation within one budget. What earlier turns showed
  /// and no longer fits leaves a note; other parts stay.
  ///
  /// @throws MediaException.OverBudget when a clip of the question does not fit
  public List<Message> messages(
      List<Message> messages,
      VisionLimits limits,
      SamplingBudget budget,
      MediaScope scope,
      Progress progress)
      throws MediaException, IOException, InterruptedException {
    return new VisionTurns(this, limits, budget, scope, progress).prepared(messages);
  }

  /// What would be sent of a file.
  ///
  /// @param fps frames of a clip to look at for each second; null for the configured default
  MediaReport report(
      MediaRef media,
      @Nullable Double fps,
      VisionLimits limits,
      SamplingBudget budget,
      MediaScope scope)
      throws MediaException, IOException, InterruptedException {
    if (MediaType.ofMime(media.type()).kind() == MediaType.Kind.IMAGE) {
      return MediaReport.of(media, image(media, limits, null, scope));
    }
    MediaProbe probe = probe(media);
    return probe.video() == null
        ? MediaReport.ofSound(media, probe)
        : MediaReport.of(
            media,
            video(new Content.Video(media, fps, null, null), limits, budget, scope, Progress.NONE));
  }

  private SamplingPlan.Wish wish(Content.Video clip) {
    double fps = clip.fps() == null ? config.videoFps() : clip.fps();
    double start = clip.startSeconds() == null ? 0 : clip.startSeconds();
    double end = clip.endSeconds() == null ? Double.POSITIVE_INFINITY : clip.endSeconds();
    return new SamplingPlan.Wish(fps, start, end);
  }

  private static TokenBounds bounds(VisionLimits limits) {
    int min = Math.min(limits.imageMinTokens(), limits.imageMaxTokens());
    return new TokenBounds(min, limits.imageMaxTokens()).within(TokenBounds.LLAMA_CPP);
  }

  private static int tokens(ImageSize size, VisionLimits limits) {
    return size.tokens(limits.imageFactor()) + QwenResize.MARKERS;
  }
}
