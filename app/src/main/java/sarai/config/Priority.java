package sarai.config;

/// How much a model's place in memory is worth; a lower one leaves first.
public enum Priority {
  LOW(0),
  NORMAL(1),
  HIGH(2);

  private final int rank;

  Priority(int rank) {
    this.rank = rank;
  }

  /// Greater is worth more.
  public int rank() {
    return rank;
  }
}
