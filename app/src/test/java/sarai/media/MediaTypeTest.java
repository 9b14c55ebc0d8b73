package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTest {
  /// Mutations in each run; a long run sets the property.
  private static final int MUTATIONS = Integer.getInteger("sarai.fuzz.heads", 50_000);

  @ParameterizedTest
  @CsvSource({
    "89504e470d0a1a0a, image/png",
    "ffd8ffe000104a46, image/jpeg",
    "474946383961, image/gif",
    "424d00000000000000000000000028000000, image/bmp",
    "49492a0008000000, image/tiff",
    "4d4d002a00000008, image/tiff",
    "524946460000000057454250, image/webp",
    "000000186674797068656963000000006d696631, image/heic",
    "0000001c667479706d696631000000006d6966316176696600000000, image/avif",
    "000000206674797061766966, image/avif",
    "ff0a, image/jxl",
    "000000206674797069736f6d, video/mp4",
    "00000014667479707174202000000000, video/quicktime",
    "000000086d6f6f76, video/quicktime",
    "1a45dfa39f4286810142f7810142f2810442f381084282847765626d, video/webm",
    "1a45dfa3934282886d6174726f736b61, video/x-matroska",
    "524946460000000041564920, video/x-msvideo",
    "524946460000000057415645, audio/wav",
    "4f676753, audio/ogg",
    "664c6143, audio/flac",
    "494433040000, audio/mpeg",
    "fffb9064, audio/mpeg",
    "fff15080, audio/aac",
    "00000020667479704d344120, audio/mp4"
  })
  void magicBytesDecide(String hex, String mime) {
    assertThat(MediaType.sniff(HexFormat.of().parseHex(hex)).map(MediaType::mime)).contains(mime);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#EXTM3U\nhttp://x",
        "<svg>",
        "BM is two letters of a text",
        "%PDF-1.7",
        "RIFF"
      })
  void otherFilesAreNoMedia(String text) {
    assertThat(MediaType.sniff(text.getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }

  @Test
  void mutatedHeadsNeverFail(TestReporter reporter) {
    long seed = Long.getLong("sarai.fuzz.seed", System.nanoTime());
    reporter.publishEntry("seed " + seed, MUTATIONS + " heads");
    SplittableRandom random = new SplittableRandom(seed);
    byte[][] seeds = HeadSeeds.all();
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] head = HeadSeeds.mutated(seeds, random);
      assertThat(HeadSeeds.harmless(head)).as("seed %d, mutation %d", seed, i).isTrue();
    }
  }
}
