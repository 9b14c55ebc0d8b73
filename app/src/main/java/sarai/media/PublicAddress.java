package sarai.media;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/// Whether an address belongs to the public internet, by the IANA special-purpose registries (RFC
/// 6890 and its updates). Java turns an IPv4-mapped IPv6 address into the IPv4 one it means.
final class PublicAddress {
  private static final List<Block> SPECIAL_V4 =
      List.of(
          Block.of(8, 0),
          Block.of(8, 10),
          Block.of(10, 100, 64),
          Block.of(8, 127),
          Block.of(16, 169, 254),
          Block.of(12, 172, 16),
          Block.of(24, 192, 0, 0),
          Block.of(24, 192, 0, 2),
          Block.of(24, 192, 88, 99),
          Block.of(16, 192, 168),
          Block.of(15, 198, 18),
          Block.of(24, 198, 51, 100),
          Block.of(24, 203, 0, 113),
          Block.of(4, 224),
          Block.of(4, 240));

  private static final Block GLOBAL_V6 = Block.of(3, 0x20);

  /// Teredo and kin, documentation, 6to4, documentation again: all within 2000::/3.
  private static final List<Block> SPECIAL_V6 =
      List.of(
          Block.of(23, 0x20, 0x01, 0x00, 0x00),
          Block.of(32, 0x20, 0x01, 0x0d, 0xb8),
          Block.of(16, 0x20, 0x02),
          Block.of(20, 0x3f, 0xff, 0x00));

  private PublicAddress() {}

  static boolean test(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return SPECIAL_V4.stream().noneMatch(block -> block.contains(bytes));
    }
    return GLOBAL_V6.contains(bytes)
        && SPECIAL_V6.stream().noneMatch(block -> block.contains(bytes));
  }

  /// The addresses whose first bits are those of `prefix`.
  private record Block(int bits, List<Integer> prefix) {
    private static Block of(int bits, Integer... prefix) {
      return new Block(bits, List.of(prefix));
    }

    private boolean contains(byte[] address) {
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        int expected = bit / 8 < prefix.size() ? prefix.get(bit / 8) : 0;
        if ((address[bit / 8] & mask) != (expected & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
