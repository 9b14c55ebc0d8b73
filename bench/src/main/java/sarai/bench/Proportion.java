package sarai.bench;

/// How often something was right, with what that says about all that was not asked. Immutable.
///
/// @param of asked; at least one
record Proportion(int right, int of) {
  /// The normal deviate of 95 %.
  private static final double Z = 1.959963984540054;

  Proportion {
    if (right < 0 || of < 1 || right > of) {
      throw new IllegalArgumentException(right + " right of " + of);
    }
  }

  double share() {
    return (double) right / of;
  }

  /// Lower end of the 95 % score interval (Wilson 1927), which also holds for few and for extreme
  /// shares.
  double low() {
    return Math.max(0, middle() - half());
  }

  /// Upper end of the same interval.
  double high() {
    return Math.min(1, middle() + half());
  }

  private double middle() {
    return (share() + Z * Z / (2 * of)) / (1 + Z * Z / of);
  }

  private double half() {
    double spread = share() * (1 - share()) / of + Z * Z / (4.0 * of * of);
    return Z * Math.sqrt(spread) / (1 + Z * Z / of);
  }

  @Override
  public String toString() {
    return "%d of %d".formatted(right, of);
  }
}
