package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.config.ModelConfig.VisionLimits;
import sarai.units.Bytes;

/// The real FFmpeg, as a limited child, on real files.
class FfmpegIT {
  private static final int MUTATIONS = Integer.getInteger("sarai.fuzz.files", 25);

  @TempDir private Path temp;
  private MediaSpool spool;
  private MediaScope scope;

  @BeforeEach
  void open() throws IOException {
    spool = MediaSpool.open(temp.resolve("spool"), Bytes.ofMegabytes(500));
    scope = spool.scope();
  }

  @AfterEach
  void close() throws IOException {
    scope.close();
    spool.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.webp", "alpha.webp", "turned.webp", "plain.heic", "plain.avif"})
  void whatTheJdkCannotReadComesOutUprightOnWhite(String name)
      throws MediaException, IOException, InterruptedException {
    PictureTest.assertPlain(PictureTest.pixels(decoder(10_000), PictureTest.resource(name, temp)));
  }

  @Test
  void ofAnAnimatedWebpTheFirstPictureComesOut()
      throws MediaException, IOException, InterruptedException {
    Pixels gif = PictureTest.pixels(decoder(10_000), PictureTest.resource("animated.gif", temp));
    Pixels webp = PictureTest.pixels(decoder(10_000), PictureTest.resource("animated.webp", temp));
    assertThat(webp.size()).isEqualTo(gif.size());
    assertThat(psnr(webp, gif)).isGreaterThan(25);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.webp", "plain.avif", "plain.heic", "animated.webp"})
  void tooManyPixelsAreRefused(String name) {
    assertThatThrownBy(() -> PictureTest.pixels(decoder(1000), PictureTest.resource(name, temp)))
        .isInstanceOfAny(MediaException.TooManyPixels.class)
        .hasMessageContaining("1,000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.webp", "plain.avif", "plain.heic", "animated.webp"})
  void truncatedPicturesAreATypedError(String name) throws IOException {
    MediaRef whole = PictureTest.resource(name, temp);
    byte[] bytes = Files.readAllBytes(whole.file());
    MediaRef cut = file("cut", Arrays.copyOf(bytes, bytes.length * 2 / 3), whole.type());
    assertThatThrownBy(() -> PictureTest.pixels(decoder(10_000), cut))
        .isInstanceOf(MediaException.Unreadable.class)
        .hasMessageNotContaining("@ 0x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"large.jpg", "large.png"})
  void aLargePictureComesOutOfTheChildAsItWouldHere(String name)
      throws MediaException, IOException, InterruptedException {
    MediaRef large = madeBy(name, "-f", "lavfi", "-i", "testsrc2=s=2600x1800", "-frames:v", "1");
    ImageDecoder.Sizing half = size -> new ImageSize(832, 576);

    ImageDecoder.Decoded apart = decoder(10_000_000).decode(large, half);
    ImageDecoder.Decoded here =
        new ImageDecoder(
                new Ffmpeg(Optional::empty, Ffmpeg.Limits.standard(), ProcessBuilder::start),
                10_000_000)
            .decode(large, half);

    assertThat(apart.original()).isEqualTo(here.original()).hasToString("2600×1800");
    assertThat(psnr(apart.pixels(), here.pixels())).isGreaterThan(32);
  }

  @Test
  void aLargePictureThatIsCutOffIsATypedError() throws IOException, InterruptedException {
    MediaRef whole = madeBy("w.jpg", "-f", "lavfi", "-i", "testsrc2=s=2600x1800", "-frames:v", "1");
    byte[] bytes = Files.readAllBytes(whole.file());
    MediaRef cut = file("cut", Arrays.copyOf(bytes, bytes.length / 2), whole.type());

    assertThatThrownBy(() -> PictureTest.pixels(decoder(10_000_000), cut))
        .isInstanceOf(MediaException.Unreadable.class);
  }

  /// Peak signal-to-noise ratio in dB over all channels.
  private static double psnr(Pixels a, Pixels b) {
    double squares = 0;
    for (int i = 0; i < a.rgb().length; i++) {
      for (int shift = 0; shift <= 16; shift += 8) {
        int difference = (a.rgb()[i] >> shift & 0xFF) - (b.rgb()[i] >> shift & 0xFF);
        squares += difference * difference;
      }
    }
    return 10 * Math.log10(255 * 255 * 3.0 * a.rgb().length / squares);
  }

  @Test
  void framesOfAShortClipAreThoseOfTheRuleEachAfterItsTime()
      throws MediaException, IOException, InterruptedException {
    PreparedVideo video = sample(clip("samples/red-circle-right.mp4"), Installed.ROOMY);
    assertThat(video.plan().indices()).containsExactly(0, 6, 12, 17, 23, 29);
    assertThat(video.plan().frame()).hasToString("128×96");
    assertThat(video.frames()).hasSize(6);
    assertThat(video.contents().get(2)).isEqualTo(new Content.Text("<0.6 seconds>"));
    assertThat(video.frames().get(1).image().tokens()).isEqualTo(14);
  }

  /// As telephones write them: the pictures lie, and the file tells how to turn them.
  @Test
  void aTurnedClipIsUprightAndKeepsItsShape()
      throws MediaException, IOException, InterruptedException {
    MediaRef turned =
        madeBy(
            "turned.mp4",
            "-display_rotation",
            "90",
            "-i",
            Installed.root().resolve("samples/red-circle-right.mp4").toString(),
            "-c",
            "copy");
    PreparedVideo video = sample(turned, Installed.ROOMY);
    assertThat(video.probe().requireVideo().rotation()).isEqualTo(270);
    assertThat(video.plan().frame()).hasToString("96×128");
  }

  @Test
  void aLongClipCostsAFewSeeksAndNotADecode()
      throws MediaException, IOException, InterruptedException {
    MediaRef clip =
        made("long.mp4", "testsrc2=s=640x360:r=1:d=9000", "-preset", "ultrafast", "-g", "20");
    List<Integer> progress = new ArrayList<>();
    long start = System.nanoTime();
    PreparedVideo video =
        preparer(Ffmpeg.Limits.standard())
            .video(
                new Content.Video(clip, null, null, null),
                new VisionLimits(32, 4, 1024, 8, 64, 16),
                new SamplingBudget(8000, Bytes.ofMegabytes(500)),
                scope,
                (done, total) -> progress.add(done));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(video.frames()).hasSize(16);
    assertThat(progress).hasSize(16).endsWith(16);
    assertThat(took).isLessThan(Duration.ofSeconds(60));
    assertThat(video.frames().get(8).text()).matches("<4[78]\\d\\d\\.\\d seconds>");
  }

  @Test
  void aClipOfOneFrameIsATypedError() throws IOException, InterruptedException {
    MediaRef clip = made("one.mp4", "testsrc2=s=64x64:r=1:d=1", "-frames:v", "1");
    assertThatThrownBy(() -> sample(clip, Installed.ROOMY))
        .isInstanceOf(MediaException.TooShort.class);
  }

  @Test
  void aSoundWithoutAPictureIsATypedErrorThatSaysWhereItBelongs()
      throws IOException, InterruptedException {
    MediaRef sound = madeBy("sound.mp4", "-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac");
    assertThatThrownBy(() -> sample(sound, Installed.ROOMY))
        .isInstanceOf(MediaException.UnsupportedType.class)
        .hasMessageContaining("audio");
  }

  @Test
  void aFileWithoutDurationIsCounted() throws MediaException, IOException, InterruptedException {
    MediaRef clip =
        madeBy(
            "live.webm",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=s=64x64:r=10:d=2",
            "-c:v",
            "libvpx",
            "-live",
            "1");
    assertThat(preparer(Ffmpeg.Limits.standard()).probe(clip).duration())
        .isBetween(Duration.ofMillis(1800), Duration.ofMillis(2200));
  }

  @Test
  void cancellingKillsTheChild() throws IOException, InterruptedException {
    MediaRef clip = made("slow.mp4", "testsrc2=s=1280x720:r=30:d=20", "-preset", "ultrafast");
    CountDownLatch begun = new CountDownLatch(1);
    List<Throwable> ended = new ArrayList<>();
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              try {
                Installed.ffmpeg()
                    .run(
                        Ffmpeg.joined(
                            Ffmpeg.input(clip.file(), MediaType.MP4),
                            List.of("-vf", "realtime", "-f", "rawvideo", "pipe:1")),
                        in -> drain(in, begun));
              } catch (InterruptedException | MediaException | IOException e) {
                ended.add(e);
              }
            });
    begun.await();
    long children = ProcessHandle.current().children().count();
    reader.interrupt();
    reader.join();
    assertThat(ended).singleElement().isInstanceOf(InterruptedException.class);
    assertThat(children).isPositive();
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      assertThat(child.onExit()).succeedsWithin(Duration.ofSeconds(5));
    }
  }

  @Test
  void aChildThatTakesTooLongIsEnded() throws IOException, InterruptedException {
    MediaRef clip = made("slow.mp4", "testsrc2=s=640x360:r=30:d=10", "-preset", "ultrafast");
    Ffmpeg hurried =
        Installed.ffmpeg(new Ffmpeg.Limits(Duration.ofMillis(800), Bytes.ofMebibytes(3072), 2));
    assertThatThrownBy(() ->
            hurried.run(
                Ffmpeg.joined(
                    Ffmpeg.input(clip.file(), MediaType.MP4),
                    List.of("-vf", "realtime", "-f", "null", "-")),
                InputStream::readAllBytes))
        .isInstanceOf(MediaException.DecoderLimit.class);
  }

  /// Pictures and clips, some bytes changed or the end cut off, on all cores.
  @Test
  void mutatedFilesEndInPixelsOrATypedError(TestReporter reporter)
      throws IOException, InterruptedException, ExecutionException {
    long seed = Long.getLong("sarai.fuzz.seed", System.nanoTime());
    List<MediaRef> seeds = fuzzSeeds();
    Map<String, Integer> outcomes = new ConcurrentSkipListMap<>();
    AtomicInteger next = new AtomicInteger();
    int workers = Runtime.getRuntime().availableProcessors();
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      List<Future<Integer>> work = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        String name = "mutated" + worker;
        work.add(
            pool.submit(() -> {
              for (int i = next.getAndIncrement(); i < MUTATIONS; i = next.getAndIncrement()) {
                MediaRef seedFile = seeds.get(i % seeds.size());
                byte[] bytes = mutated(seedFile, new SplittableRandom(seed + i));
                String outcome = outcome(file(name, bytes, seedFile.type()), seed + " + " + i);
                outcomes.merge(outcome, 1, Integer::sum);
              }
              return MUTATIONS;
            }));
      }
      for (Future<Integer> done : work) {
        done.get();
      }
    }
    reporter.publishEntry("seed " + seed, MUTATIONS + " files: " + outcomes);
    assertThat(ProcessHandle.current().children()).as("seed %d: children left", seed).isEmpty();
  }

  private List<MediaRef> fuzzSeeds() throws IOException, InterruptedException {
    List<MediaRef> seeds = new ArrayList<>();
    for (String name :
        List.of("plain.webp", "plain.avif", "plain.heic", "animated.webp", "turned.webp")) {
      seeds.add(PictureTest.resource(name, temp));
    }
    seeds.add(clip("samples/red-circle-right.mp4"));
    for (String name : List.of("a.webm", "a.mkv", "a.avi", "a.ts")) {
      seeds.add(madeBy(name, "-f", "lavfi", "-i", "testsrc2=s=64x48:r=5:d=1"));
    }
    return seeds;
  }

  private static byte[] mutated(MediaRef seed, SplittableRandom random) throws IOException {
    byte[] bytes = Files.readAllBytes(seed.file());
    for (int change = random.nextInt(1, 20); change > 0; change--) {
      bytes[random.nextInt(16, bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(8) > 0 ? bytes : Arrays.copyOf(bytes, random.nextInt(16, bytes.length));
  }

  /// Anything that is no [MediaException] fails the test.
  private String outcome(MediaRef file, String seed) throws InterruptedException {
    try {
      if (MediaType.ofMime(file.type()).kind() == MediaType.Kind.IMAGE) {
        PictureTest.pixels(decoder(10_000_000), file);
      } else {
        sample(file, Installed.ROOMY);
      }
      return "decoded";
    } catch (MediaException e) {
      return e.code();
    } catch (IOException | RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static long drain(InputStream in, CountDownLatch begun) throws IOException {
    in.readNBytes(1000);
    begun.countDown();
    return in.transferTo(java.io.OutputStream.nullOutputStream());
  }

  private PreparedVideo sample(MediaRef clip, SamplingBudget budget)
      throws MediaException, IOException, InterruptedException {
    return preparer(Ffmpeg.Limits.standard())
        .video(
            new Content.Video(clip, null, null, null),
            Installed.TINY_VL,
            budget,
            scope,
            Progress.NONE);
  }

  private static VisionPreparer preparer(Ffmpeg.Limits limits) {
    return new VisionPreparer(Installed.CONFIG, Installed.ffmpeg(limits));
  }

  private static ImageDecoder decoder(long maxPixels) {
    return new ImageDecoder(Installed.ffmpeg(), maxPixels);
  }

  private MediaRef clip(String path) throws IOException {
    return file("clip", Files.readAllBytes(Installed.root().resolve(path)), "video/mp4");
  }

  private MediaRef made(String name, String source, String... options)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", source));
    arguments.addAll(List.of("-c:v", "libx264", "-pix_fmt", "yuv420p"));
    arguments.addAll(List.of(options));
    return madeBy(name, arguments.toArray(String[]::new));
  }

  private MediaRef madeBy(String name, String... arguments)
      throws IOException, InterruptedException {
    Path file = temp.resolve(name);
    List<String> command = new ArrayList<>(List.of(Installed.ffmpegPath(), "-v", "error", "-y"));
    command.addAll(List.of(arguments));
    command.add(file.toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
    byte[] head = Arrays.copyOf(Files.readAllBytes(file), MediaType.HEAD);
    String type = MediaType.sniff(head).orElseThrow().mime();
    return new MediaRef(name, file, Bytes.of(Files.size(file)), type);
  }

  private MediaRef file(String name, byte[] bytes, String type) throws IOException {
    return new MediaRef(name, Files.write(temp.resolve(name), bytes), Bytes.of(bytes.length), type);
  }
}
