package sarai.route;

/// How much of the answer is the expert's.
///
/// @param alpha weight of the expert in [0, 1]
public record Mix(double alpha) {
  /// Weight of warmth.
  public double beta() {
    return 1 - alpha;
  }
}
