package sarai.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.units.Bytes;

/// Brings sounds of every container to the one form that audio models read. Thread-safe.
public final class SoundPreparer {
  /// What we make ourselves is not refused.
  private static final IntakeLimits OWN =
      new IntakeLimits(Bytes.of(Long.MAX_VALUE), Bytes.of(Long.MAX_VALUE));

  private final AudioDecoder decoder;
  private final Path scratch;

  /// @param scratch folder for files under way; it exists
  public SoundPreparer(AudioDecoder decoder, Path scratch) {
    this.decoder = decoder;
    this.scratch = scratch;
  }

  /// The parts of a message, each sound as a WAV file of 16 kHz, mono, that `scope` holds.
  ///
  /// @throws AudioException when a sound cannot be used
  /// @throws IOException when the spool cannot be read or written
  public List<Content> contents(List<Content> parts, MediaScope scope)
      throws AudioException, MediaException, IOException, InterruptedException {
    List<Content> prepared = new ArrayList<>();
    for (Content part : parts) {
      prepared.add(
          part instanceof Content.Audio(MediaRef media)
              ? new Content.Audio(wave(media.file(), scope))
              : part);
    }
    return prepared;
  }

  private MediaRef wave(Path file, MediaScope scope)
      throws AudioException, MediaException, IOException, InterruptedException {
    Path wave = Files.createTempFile(scratch, "wave-", ".wav");
    try (Sound sound = decoder.decode(file)) {
      WaveOut.write(sound.pcm(), 0, sound.samples(), wave);
      try (InputStream in = Files.newInputStream(wave)) {
        return scope.add(in, OWN);
      }
    } finally {
      Files.deleteIfExists(wave);
    }
  }
}
