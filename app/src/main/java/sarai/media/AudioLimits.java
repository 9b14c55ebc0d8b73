package sarai.media;

import java.time.Duration;
import sarai.units.Bytes;

/// What a sound may cost. Immutable.
///
/// @param size largest file
/// @param duration longest sound
/// @param patience longest time that decoding may take
public record AudioLimits(Bytes size, Duration duration, Duration patience) {
  long maxSamples() {
    return duration.toMillis() * Sound.RATE / 1000;
  }
}
