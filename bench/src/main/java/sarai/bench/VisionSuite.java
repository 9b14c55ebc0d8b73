package sarai.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.config.ModelConfig.VisionLimits;
import sarai.config.SaraiConfig;
import sarai.media.Ffmpeg;
import sarai.media.GuardedFetch;
import sarai.media.MediaException;
import sarai.media.MediaIntake;
import sarai.media.MediaScope;
import sarai.media.MediaSource;
import sarai.media.MediaSpool;
import sarai.media.PreparedImage;
import sarai.media.PreparedVideo;
import sarai.media.SamplingBudget;
import sarai.media.UrlGuard;
import sarai.media.VisionPreparer;
import sarai.store.Program;
import sarai.units.Bytes;

/// Pictures and clips before a model sees them: how fast, how well, how soon; and what a picture
/// costs a request. Baselines: Pillow with the steps of qwen-vl-utils, Lanczos, the bare engine.
final class VisionSuite implements Suite {
  /// The limits of the reference profile's vision model.
  private static final VisionLimits LIMITS = new VisionLimits(32, 4, 1024, 8, 256, 64);

  private static final SamplingBudget BUDGET = new SamplingBudget(30_000, Bytes.ofMegabytes(512));
  private static final Bytes ROOMY = Bytes.ofMegabytes(4000);

  @Override
  public String name() {
    return "vision";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sarai-vision-");
    try (MediaSpool spool = MediaSpool.open(folder.resolve("spool"), ROOMY);
        MediaScope scope = spool.scope()) {
      TestMedia media = TestMedia.in(folder, bed);
      Work work = new Work(media, scope);
      List<Row> rows = new ArrayList<>();
      for (TestMedia.Picture picture : media.pictures()) {
        rows.addAll(work.picture(picture, bed.repeats() + 2));
      }
      rows.addAll(work.clips(bed.repeats()));
      rows.addAll(new VisionServing(media).rows(bed));
      return rows;
    } catch (MediaException e) {
      throw new IOException(e);
    } finally {
      TestMedia.remove(folder);
    }
  }

  /// What is measured in this process.
  private record Work(
      TestMedia media, MediaScope scope, VisionPreparer preparer, MediaIntake intake) {
    Work(TestMedia media, MediaScope scope) {
      this(media, scope, preparing(media), taking());
    }

    private static VisionPreparer preparing(TestMedia media) {
      Program program = new Program(List.of(media.ffmpeg().toString()), Path.of("/"), "");
      return new VisionPreparer(
          config(),
          new Ffmpeg(() -> Optional.of(program), Ffmpeg.Limits.standard(), ProcessBuilder::start));
    }

    private static SaraiConfig.Media config() {
      return new SaraiConfig.Media(
          2.0,
          Bytes.ofMegabytes(100),
          50_000_000,
          Duration.ofHours(3),
          Duration.ofHours(3),
          List.of(),
          new SaraiConfig.RemoteUrls(false, List.of()));
    }

    private static MediaIntake taking() {
      UrlGuard guard = new UrlGuard(List.of(), UrlGuard.Resolver.system());
      return new MediaIntake(
          config(), ROOMY, new GuardedFetch(guard, Duration.ofSeconds(1), System::nanoTime));
    }

    private MediaRef spooled(Path file) throws MediaException, IOException {
      return intake.take(new MediaSource.LocalFile(file), scope);
    }

    /// Decoded, turned, resized and encoded for the engine; the first rounds warm the JIT up.
    List<Row> picture(TestMedia.Picture picture, int rounds)
        throws MediaException, IOException, InterruptedException {
      MediaRef ref = spooled(picture.file());
      List<Double> millis = new ArrayList<>();
      PreparedImage sent = null;
      for (int i = -rounds; i < rounds; i++) {
        long start = System.nanoTime();
        sent = preparer.image(ref, LIMITS, null, scope);
        if (i >= 0) {
          millis.add((System.nanoTime() - start) / 1e6);
        }
      }
      List<Row> rows = new ArrayList<>();
      rows.add(compared(picture, new Samples("ms", millis), rounds));
      if (sent != null) {
        rows.add(quality(picture, sent));
      }
      return rows;
    }

    private static Row compared(TestMedia.Picture picture, Samples ours, int rounds)
        throws IOException, InterruptedException {
      String name = picture.name() + ", prepared against Pillow as in qwen-vl-utils";
      Optional<Samples> theirs = Pillow.prepared(picture.file(), LIMITS, rounds);
      return theirs.isPresent()
          ? new Row.Compared(name, ours, theirs.get())
          : new Row.Measured(picture.name() + ", prepared (" + Pillow.ABSENT + ")", ours, null);
    }

    private Row quality(TestMedia.Picture picture, PreparedImage sent)
        throws IOException, InterruptedException {
      BufferedImage ours = ImageIO.read(sent.media().file().toFile());
      BufferedImage reference = media.lanczos(picture.file(), ours.getWidth(), ours.getHeight());
      return new Row.Measured(
          picture.name() + ", PSNR against Lanczos",
          new Samples("dB", List.of(TestMedia.psnr(ours, reference))),
          null);
    }

    List<Row> clips(int rounds) throws MediaException, IOException, InterruptedException {
      List<Row> rows = new ArrayList<>();
      List<Double> rates = new ArrayList<>();
      MediaRef clip = spooled(media.clip());
      for (int i = -1; i < rounds; i++) {
        long start = System.nanoTime();
        int frames = sampled(clip, new AtomicLong()).frames().size();
        if (i >= 0) {
          rates.add(frames / ((System.nanoTime() - start) / 1e9));
        }
      }
      rows.add(
          new Row.Measured(
              "clip of 10 s, 1280×720: frames sampled", new Samples("frames/s", rates), null));
      MediaRef film = spooled(media.film());
      AtomicLong first = new AtomicLong();
      long start = System.nanoTime();
      int frames = sampled(film, first).frames().size();
      rows.add(
          new Row.Measured(
              "film of 2 h: first frame",
              new Samples("s", List.of((first.get() - start) / 1e9)),
              null));
      rows.add(
          new Row.Measured(
              "film of 2 h: all %d frames".formatted(frames),
              new Samples("s", List.of((System.nanoTime() - start) / 1e9)),
              null));
      return rows;
    }

    private PreparedVideo sampled(MediaRef clip, AtomicLong first)
        throws MediaException, IOException, InterruptedException {
      return preparer.video(
          new Content.Video(clip, null, null, null),
          LIMITS,
          BUDGET,
          scope,
          (_, _) -> first.compareAndSet(0, System.nanoTime()));
    }
  }
}
