package sarai.media;

/// What 20 ms of sound are like.
///
/// @param decibels root mean square, in dB below full scale
/// @param voicing greatest normalised autocorrelation at the lags of a voice, 0 to 1
/// @param pitch in Hz where it is voiced; 0 elsewhere
record VoiceFrame(float decibels, float voicing, float pitch) {
  static final int SAMPLES = Sound.RATE / 50;
  static final float SECONDS = 0.02f;

  private static final float VOICED = 0.5f;

  boolean isVoiced() {
    return voicing >= VOICED;
  }
}
