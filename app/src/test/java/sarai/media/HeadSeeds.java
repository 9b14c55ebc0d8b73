package sarai.media;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/// Heads of files for fuzzing, and what every head must satisfy.
final class HeadSeeds {
  private static final List<String> HEX =
      List.of(
          "89504e470d0a1a0a0000000d49484452000000200000002008020000000000000000000008655849664d4d002a"
              + "000000080001011200030000000100060000",
          "ffd8ffe1002245786966000049492a00080000000100120103000100000006000000000000000000ffda",
          "49492a000800000001001201030001000000060000000000",
          "524946464000000057454250455849461a00000049492a000800000001001201030001000000060000000000",
          "0000001c667479706d696631000000006d6966316176696600000000",
          "474946383961010001008000000000002c",
          "1a45dfa39f4286810142f7810142f2810442f381084282847765626d",
          "424d00000000000000000000000028000000",
          "fffb9064",
          "fff15080");

  private HeadSeeds() {}

  static byte[][] all() {
    return HEX.stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new);
  }

  /// One seed with some bytes changed, perhaps cut or made longer.
  static byte[] mutated(byte[][] seeds, SplittableRandom random) {
    byte[] seed = seeds[random.nextInt(seeds.length)];
    int length = random.nextInt(4) == 0 ? random.nextInt(MediaType.HEAD + 1) : seed.length;
    byte[] head = Arrays.copyOf(seed, length);
    for (int i = random.nextInt(6); i > 0 && length > 0; i--) {
      head[random.nextInt(length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0xFF);
    }
    return head;
  }

  /// Runs what is ours over a head; a crash is the test's failure.
  static boolean harmless(byte[] head) {
    boolean ok = MediaType.sniff(head).map(type -> type.mime().contains("/")).orElse(true);
    for (MediaType type : List.of(MediaType.JPEG, MediaType.PNG, MediaType.WEBP, MediaType.TIFF)) {
      int orientation = Exif.orientation(head, type);
      ok &= orientation >= 1 && orientation <= 8;
    }
    return ok;
  }
}
