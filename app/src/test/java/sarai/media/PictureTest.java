package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.chat.MediaRef;
import sarai.units.Bytes;

/// Pictures that the JDK reads: `plain` is red above left, blue below right, white elsewhere.
class PictureTest {
  private static final ImageSize PLAIN = new ImageSize(60, 40);

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.png",
        "plain.bmp",
        "plain.jpg",
        "plain.tiff",
        "plain.gif",
        "palette.png",
        "animated.gif",
        "alpha.png",
        "turned.png",
        "turned.tiff",
        "turned-1.jpg",
        "turned-2.jpg",
        "turned-3.jpg",
        "turned-4.jpg",
        "turned-5.jpg",
        "turned-6.jpg",
        "turned-7.jpg",
        "turned-8.jpg"
      })
  void everyFormatComesOutUprightOnWhite(String name)
      throws MediaException, IOException, InterruptedException {
    assertPlain(pixels(decoder(10_000), resource(name)));
  }

  @Test
  void sixteenBitsAndGrayAreRead() throws MediaException, IOException, InterruptedException {
    Pixels deep = pixels(decoder(10_000), resource("gray16.png"));
    assertThat(deep.rgb()[0]).isZero();
    assertThat(deep.rgb()[30] & 0xFF).isEqualTo(33_000 * 255 / 65_535);
    Pixels gray = pixels(decoder(10_000), resource("gray.jpg"));
    assertThat(gray.rgb()[8 * 60 + 10] & 0xFF).isBetween(84, 90);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain.png", "plain.jpg", "plain.bmp", "plain.tiff", "plain.gif"})
  void tooManyPixelsAreRefusedByTheHeader(String name) {
    assertThatThrownBy(() -> pixels(decoder(2399), resource(name)))
        .isInstanceOf(MediaException.TooManyPixels.class)
        .hasMessageContaining("60×40")
        .hasMessageContaining("2,399")
        .hasMessageContaining("media.max_image_pixels");
  }

  @ParameterizedTest
  @CsvSource({
    "plain.png, 60", "plain.jpg, 60", "plain.bmp, 60", "plain.tiff, 60", "plain.gif, 60",
    "plain.png, 80", "plain.jpg, 90", "plain.bmp, 99", "plain.gif, 90", "plain.png, 5",
    "plain.jpg, 5", "plain.tiff, 5", "plain.gif, 3", "plain.bmp, 3"
  })
  void truncatedFilesAreATypedError(String name, int percent) throws IOException {
    MediaRef whole = resource(name);
    byte[] bytes = Files.readAllBytes(whole.file());
    Path cut = temp.resolve("cut");
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length * percent / 100));
    MediaRef ref = new MediaRef("", cut, Bytes.ZERO, whole.type());
    assertThatThrownBy(() -> pixels(decoder(10_000), ref))
        .isInstanceOf(MediaException.Unreadable.class);
  }

  @Test
  void whatNeedsFfmpegSaysSoWhenItIsMissing() {
    assertThatThrownBy(() -> pixels(decoder(10_000), resource("plain.webp")))
        .isInstanceOf(MediaException.DecoderMissing.class)
        .hasMessageContaining("SARAI_FFMPEG");
  }

  @ParameterizedTest
  @CsvSource({"64, 32", "32, 64", "160, 96", "97, 32"})
  void scalingIsThatOfPillow(int width, int height)
      throws MediaException, IOException, InterruptedException {
    Pixels from = pixels(decoder(20_000), resource("noise.png"));
    Pixels ours = Scaler.scale(from, new ImageSize(width, height));
    Pixels theirs = pixels(decoder(20_000), resource("noise-" + width + "x" + height + ".png"));
    assertThat(ours.rgb()).isEqualTo(theirs.rgb());
  }

  @Test
  void whatWeEncodeIsReadBackUnchanged() throws MediaException, IOException, InterruptedException {
    Pixels from = pixels(decoder(20_000), resource("noise.png"));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(from.png()));
    int[] rgb = read.getRGB(0, 0, 97, 61, null, 0, 97);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] &= 0xFFFFFF;
    }
    assertThat(rgb).isEqualTo(from.rgb());
  }

  static void assertPlain(Pixels pixels) {
    assertThat(pixels.size()).isEqualTo(PLAIN);
    assertNear(pixels, 10, 8, 0xDC1E28);
    assertNear(pixels, 50, 8, 0xFFFFFF);
    assertNear(pixels, 10, 32, 0xFFFFFF);
    assertNear(pixels, 50, 32, 0x143CC8);
  }

  private static void assertNear(Pixels pixels, int x, int y, int expected) {
    int rgb = pixels.rgb()[y * pixels.size().width() + x];
    for (int shift = 0; shift <= 16; shift += 8) {
      assertThat(rgb >> shift & 0xFF)
          .as("channel %d of %06x at %d, %d", shift, rgb, x, y)
          .isCloseTo(expected >> shift & 0xFF, org.assertj.core.data.Offset.offset(40));
    }
  }

  private static ImageDecoder decoder(long maxPixels) {
    return new ImageDecoder(
        new Ffmpeg(Optional::empty, Ffmpeg.Limits.standard(), ProcessBuilder::start), maxPixels);
  }

  private MediaRef resource(String name) throws IOException {
    return resource(name, temp);
  }

  static MediaRef resource(String name, Path folder) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PictureTest.class.getResourceAsStream(name), name)) {
      byte[] bytes = in.readAllBytes();
      Path file = Files.write(folder.resolve(name), bytes);
      MediaType type = MediaType.sniff(bytes).orElseThrow();
      return new MediaRef(name, file, Bytes.of(bytes.length), type.mime());
    }
  }

  /// A picture in its own size.
  static Pixels pixels(ImageDecoder decoder, MediaRef media)
      throws MediaException, IOException, InterruptedException {
    return decoder.decode(media, ImageDecoder.Sizing.SAME).pixels();
  }
}
