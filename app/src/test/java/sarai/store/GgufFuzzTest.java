package sarai.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Damages real headers at random; the reader must answer or refuse, quickly and with its own
/// error. `-Dsarai.fuzz.seed=…` repeats a run.
class GgufFuzzTest {
  private static final int MUTATIONS = 120_000;
  private static final byte[] NASTY = {0, 1, 8, 9, 0x7f, (byte) 0x80, (byte) 0xff};

  @Test
  void refusesOrReadsWhateverTheDamage() throws IOException {
    long seed = Long.getLong("sarai.fuzz.seed", ThreadLocalRandom.current().nextLong());
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> headers = headers();
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] damaged = damage(headers.get(random.nextInt(headers.size())), random);
      refused += refuses(damaged, 4L << 20, "seed " + seed + ", mutation " + i) ? 1 : 0;
    }
    assertThat(refused).as("refused of %s, seed %s", MUTATIONS, seed).isBetween(1, MUTATIONS - 1);
  }

  private static boolean refuses(byte[] bytes, long size, String what) {
    try {
      GgufReader.read(new ByteArrayInputStream(bytes), size);
      return false;
    } catch (GgufException _) {
      return true;
    } catch (IOException
        | ArithmeticException
        | IndexOutOfBoundsException
        | NegativeArraySizeException
        | IllegalArgumentException
        | NullPointerException e) {
      return fail(what, e);
    }
  }

  private static byte[] damage(byte[] header, SplittableRandom random) {
    byte[] damaged = header.clone();
    int places = 1 + random.nextInt(4);
    for (int i = 0; i < places; i++) {
      int at = random.nextInt(damaged.length);
      damaged[at] =
          random.nextBoolean() ? NASTY[random.nextInt(NASTY.length)] : (byte) random.nextInt(256);
    }
    return random.nextInt(10) == 0
        ? Arrays.copyOf(damaged, random.nextInt(damaged.length))
        : damaged;
  }

  /// The headers of the models that we ship, and one with every kind of key.
  private static List<byte[]> headers() throws IOException {
    Path models = Path.of(System.getProperty("sarai.root", ".."), "models");
    Map<String, Integer> ends =
        Map.of(
            "tiny-vl.gguf", 20_192,
            "tiny-vl-mmproj.gguf", 4384,
            "tiny-omni.gguf", 16_512,
            "tiny-omni-mmproj.gguf", 2720);
    Stream.Builder<byte[]> headers = Stream.builder();
    for (Map.Entry<String, Integer> file : ends.entrySet()) {
      headers.add(
          Arrays.copyOf(Files.readAllBytes(models.resolve(file.getKey())), file.getValue()));
    }
    headers.add(
        GgufBytes.model("gemma3", 6, 256, 4, 1)
            .number("gemma3.attention.sliding_window", 512)
            .flags("gemma3.attention.sliding_window_pattern", 1, 1, 1, 1, 1, 0)
            .numbers("gemma3.feed_forward_length", 64, 64, 64, 64, 64, 64)
            .texts("general.languages", "es", "en")
            .tensorAt("a", 12, 0, 256, 16)
            .tensorAt("b", 999, 2304, 256)
            .header());
    return headers.build().toList();
  }
}
