package sarai.config;

/// A value that must not be printed. Immutable.
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "***";
  }
}
