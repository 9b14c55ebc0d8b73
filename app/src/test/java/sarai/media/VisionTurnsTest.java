package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Role;
import sarai.units.Bytes;

/// Clips of a minute, 640×480 at 25 pictures a second, of which TINY_VL is shown 16 frames of
/// 128×96, about 22 tokens each with its time; a picture of 64×64 costs it 6.
class VisionTurnsTest {
  private static final Ffmpeg FFMPEG =
      ScriptedFfmpeg.running(
          """
          case "$*" in
            *rawvideo*) cat /dev/zero ;;
            *) echo '  Duration: 00:01:00.00, start: 0.000000, bitrate: 100 kb/s' >&2
               echo '  Stream #0:0: Video: h264, yuv420p, 640x480, 25 fps, 25 tbr' >&2 ;;
          esac
          """);

  private static final Bytes ROOM = Bytes.ofMegabytes(100);

  @TempDir Path folder;
  private MediaSpool spool;

  @BeforeEach
  void open() throws Exception {
    spool = MediaSpool.open(folder.resolve("spool"), Bytes.ofMegabytes(10));
  }

  @AfterEach
  void close() throws Exception {
    spool.close();
  }

  @Test
  void theQuestionsClipComesFirstAndAnEarlierOneGetsWhatIsLeft() throws Exception {
    List<Message> sent = prepared(new SamplingBudget(450, ROOM), turn(clip()), turn(clip()));
    assertThat(pictures(sent.getLast())).isEqualTo(16);
    assertThat(pictures(sent.getFirst())).isBetween(2L, 10L);
  }

  @Test
  void framesOfAllTurnsTogetherFitTheMemory() throws Exception {
    Bytes framesOf16 = Bytes.of(16 * 3 * 128 * 96);
    List<Message> sent =
        prepared(new SamplingBudget(30_000, framesOf16), turn(clip()), turn(clip()));
    assertThat(pictures(sent.getLast())).isEqualTo(16);
    assertThat(pictures(sent.getFirst())).isZero();
  }

  @Test
  void aNoteStandsForWhatNoLongerFits() throws Exception {
    List<Message> sent =
        prepared(
            new SamplingBudget(400, ROOM),
            turn(new Content.Text("¿Qué es?"), picture(9), clip()),
            turn(clip(), picture(1), picture(2), picture(3)));
    assertThat(sent.getFirst().text()).isEqualTo("¿Qué es?\n[clip]");
    assertThat(pictures(sent.getFirst())).isEqualTo(1);
    List<Message> none =
        prepared(new SamplingBudget(14, ROOM), turn(picture(1)), turn(picture(2), picture(3)));
    assertThat(none.getFirst().text()).isEqualTo("[picture]");
    assertThat(pictures(none.getLast())).isEqualTo(2);
  }

  @Test
  void clipsOfOneQuestionShareWhatItsPicturesLeave() throws Exception {
    List<Message> sent = prepared(new SamplingBudget(300, ROOM), turn(clip(), clip(), picture(1)));
    assertThat(pictures(sent.getLast())).isGreaterThan(2 * 2 + 1);
    assertThat(sent.getLast().content().getLast()).isInstanceOf(Content.Image.class);
    assertThatThrownBy(
            () -> prepared(new SamplingBudget(60, ROOM), turn(clip(), clip(), clip(), clip())))
        .isInstanceOf(MediaException.OverBudget.class);
  }

  @Test
  void picturesOfTheQuestionAreNeverRefused() throws Exception {
    List<Message> sent = prepared(new SamplingBudget(1, ROOM), turn(picture(1), picture(2)));
    assertThat(pictures(sent.getLast())).isEqualTo(2);
  }

  private List<Message> prepared(SamplingBudget budget, Message... turns) throws Exception {
    return new VisionPreparer(Installed.CONFIG, FFMPEG)
        .messages(List.of(turns), Installed.TINY_VL, budget, spool.scope(), Progress.NONE);
  }

  private static long pictures(Message message) {
    return message.content().stream().filter(Content.Image.class::isInstance).count();
  }

  private static Message turn(Content... parts) {
    return Message.of(Role.USER, parts);
  }

  private Content clip() {
    return new Content.Video(
        new MediaRef("ab".repeat(32), folder.resolve("a.mp4"), Bytes.of(10), "video/mp4"),
        null,
        null,
        null);
  }

  /// @param shade makes it another picture
  private Content picture(int shade) throws Exception {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, shade);
    Path file = folder.resolve(shade + ".png");
    ImageIO.write(image, "png", file.toFile());
    return new Content.Image(
        new MediaRef(Integer.toHexString(shade).repeat(64), file, Bytes.of(10), "image/png"));
  }
}
