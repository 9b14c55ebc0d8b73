package sarai.store;

/// What one block of a model keeps for each token and each sequence. Immutable.
///
/// @param heads query heads
/// @param kvHeads key and value heads; zero when the layer keeps no keys and values of its own
/// @param keyLength values of a key head
/// @param valueLength values of a value head
/// @param sliding whether it looks back only over the window
/// @param stateValues 32-bit values of recurrent state for each sequence; zero without
public record GgufLayer(
    int heads, int kvHeads, int keyLength, int valueLength, boolean sliding, long stateValues) {

  /// Key values kept for each token.
  public long keyValues() {
    return (long) kvHeads * keyLength;
  }

  /// Value values kept for each token.
  public long valueValues() {
    return (long) kvHeads * valueLength;
  }
}
