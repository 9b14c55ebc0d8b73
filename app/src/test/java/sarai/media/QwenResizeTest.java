package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QwenResizeTest {
  private static final TokenBounds HUGGING_FACE = new TokenBounds(64, 16384);

  /// width, height; tokens by qwen-vl-utils at patch 16, by the model's own configuration, by
  /// llama.cpp, by qwen-vl-utils at patch 14.
  @ParameterizedTest
  @CsvSource({
    "1, 1, 4, 64, 9, 4",
    "48, 48, 4, 64, 9, 4",
    "80, 80, 4, 64, 9, 9",
    "224, 224, 49, 64, 49, 64",
    "320, 240, 80, 80, 80, 99",
    "640, 480, 300, 300, 300, 391",
    "800, 600, 475, 475, 475, 609",
    "1024, 768, 768, 768, 768, 999",
    "1280, 720, 880, 880, 920, 1196",
    "1920, 1080, 2040, 2040, 2040, 2691",
    "2048, 2048, 4096, 4096, 4096, 5329",
    "3840, 2160, 8160, 8160, 4080, 10549",
    "4032, 3024, 11844, 11844, 4015, 15552",
    "8000, 6000, 16170, 16170, 4015, 16170",
    "4000, 20, 125, 125, 125, 143"
  })
  void tokensAreThoseOfEachBackend(
      int width, int height, int patch16, int model, int llamaCpp, int patch14)
      throws MediaException {
    ImageSize size = new ImageSize(width, height);
    assertThat(QwenResize.official(size, 32, TokenBounds.QWEN_IMAGE).tokens(32)).isEqualTo(patch16);
    assertThat(QwenResize.official(size, 32, HUGGING_FACE).tokens(32)).isEqualTo(model);
    assertThat(QwenResize.llamaCpp(size, 32, TokenBounds.LLAMA_CPP).tokens(32)).isEqualTo(llamaCpp);
    assertThat(QwenResize.official(size, 28, TokenBounds.QWEN_IMAGE).tokens(28)).isEqualTo(patch14);
  }

  @Test
  void halvesRoundToEvenHereAndUpInTheEngine() throws MediaException {
    ImageSize hd = new ImageSize(1280, 720);
    assertThat(QwenResize.official(hd, 32, TokenBounds.QWEN_IMAGE)).hasToString("1280×704");
    assertThat(QwenResize.llamaCpp(hd, 32, TokenBounds.LLAMA_CPP)).hasToString("1280×736");
  }

  @ParameterizedTest
  @CsvSource({"4001, 20", "20, 4001", "0, 5", "5, 0", "30000, 2"})
  void emptyAndElongatedPicturesAreRefused(int width, int height) {
    assertThatThrownBy(() -> QwenResize.picture(new ImageSize(width, height), 32, bounds(4, 1024)))
        .isInstanceOf(MediaException.BadShape.class)
        .hasMessageContaining(width + "×" + height)
        .hasMessageContaining("200:1");
  }

  @ParameterizedTest
  @CsvSource({
    "640, 480, 8, 64, 288×192",
    "200, 150, 8, 64, 192×160",
    "224, 224, 8, 64, 224×224",
    "1, 1, 8, 64, 96×96",
    "16, 2073, 8, 64, 32×2048",
    "3200, 16, 8, 64, 2048×32",
    "5, 5, 8, 8, 64×64"
  })
  void theLimitsOfTheModelWinOverTheRule(int width, int height, int min, int max, String expected)
      throws MediaException {
    assertThat(QwenResize.picture(new ImageSize(width, height), 32, bounds(min, max)))
        .hasToString(expected);
  }

  @Test
  void whatWeSendPassesTheEngineUnchanged() throws MediaException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100_000; i++) {
      ImageSize size = new ImageSize(random.nextInt(1, 9000), random.nextInt(1, 9000));
      TokenBounds limits = bounds(8, random.nextInt(16, 4096)).within(TokenBounds.LLAMA_CPP);
      if (size.ratio() <= QwenResize.MAX_RATIO) {
        ImageSize sent = QwenResize.picture(size, 32, limits);
        assertThat(sent.tokens(32)).as("%s, seed %d", size, seed).isBetween(1, limits.max());
        if (sent.tokens(32) >= 8) {
          assertThat(QwenResize.llamaCpp(sent, 32, TokenBounds.LLAMA_CPP))
              .as("%s, seed %d", size, seed)
              .isEqualTo(sent);
        }
      }
    }
  }

  @Test
  void boundsThatExcludeEachOtherMeetAtTheNearestEnd() {
    assertThat(bounds(128, 768).within(bounds(8, 16))).isEqualTo(bounds(16, 16));
    assertThat(bounds(4, 6).within(TokenBounds.LLAMA_CPP)).isEqualTo(bounds(8, 8));
  }

  private static TokenBounds bounds(int min, int max) {
    return new TokenBounds(min, max);
  }
}
