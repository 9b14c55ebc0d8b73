package sarai.route;

/// FNV-1a over characters with the finaliser of MurmurHash3 (Appleby, public domain).
final class Hash {
  static final long SEED = 0xcbf29ce484222325L;

  private Hash() {}

  static long step(long hash, int character) {
    return (hash ^ character) * 0x100000001b3L;
  }

  /// The hash of a text from its beginning.
  static long of(String text) {
    long hash = SEED;
    for (int i = 0; i < text.length(); i++) {
      hash = step(hash, text.charAt(i));
    }
    return hash;
  }

  /// A place in a table of `size` places, a power of two.
  static int bucket(long hash, int size) {
    long mixed = hash ^ (hash >>> 33);
    mixed *= 0xff51afd7ed558ccdL;
    mixed ^= mixed >>> 33;
    return (int) mixed & (size - 1);
  }
}
