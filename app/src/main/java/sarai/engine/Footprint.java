package sarai.engine;

import sarai.units.Bytes;

/// Memory that a model takes.
///
/// @param peak the most while it loads
/// @param steady once it is ready and has answered
/// @param measured whether both were seen in earlier runs of the same files and arguments, rather
///   than computed from the file's header
public record Footprint(Bytes peak, Bytes steady, boolean measured) {
  public Footprint {
    peak = peak.max(steady);
  }

  public static Footprint estimated(Bytes peak, Bytes steady) {
    return new Footprint(peak, steady, false);
  }
}
