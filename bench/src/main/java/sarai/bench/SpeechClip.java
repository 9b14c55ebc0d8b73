package sarai.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import sarai.media.AudioDecoder;
import sarai.media.AudioException;
import sarai.media.Sound;

/// A recording with what is said in it.
///
/// @param pcm its samples, as of [Sound]
/// @param said the reference; empty when nothing is said
/// @param language `es` or `en`
record SpeechClip(String name, Path pcm, long samples, String said, String language) {
  private static final int[] PAUSES = {
    Sound.RATE * 7 / 10, Sound.RATE * 2, Sound.RATE / 2, Sound.RATE * 13 / 10
  };

  double seconds() {
    return (double) samples / Sound.RATE;
  }

  Sound sound() {
    return new Sound(pcm, samples);
  }

  WordErrors errors(String heard) {
    return WordErrors.between(said, heard, language);
  }

  /// The recordings of a folder: each sound with a text of the same name beside it. Names that
  /// begin with `es` are Spanish, the others English.
  static List<SpeechClip> of(Path folder, AudioDecoder decoder)
      throws IOException, InterruptedException {
    List<SpeechClip> clips = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        Path text = folder.resolve(name + ".txt");
        if (!file.equals(text) && Files.exists(text)) {
          clips.add(decoded(name, file, Files.readString(text), decoder));
        }
      }
    }
    return clips;
  }

  private static SpeechClip decoded(String name, Path file, String said, AudioDecoder decoder)
      throws IOException, InterruptedException {
    try {
      Sound sound = decoder.decode(file);
      return new SpeechClip(
          name,
          sound.pcm(),
          sound.samples(),
          said.replaceAll("\\s+", " ").strip(),
          name.startsWith("es") ? "es" : "en");
    } catch (AudioException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /// Clips of one language, one after the other with pauses of 0.5 to 2 s, until `seconds` are
  /// full.
  static SpeechClip joined(List<SpeechClip> clips, double seconds, Path folder) throws IOException {
    Path pcm = Files.createTempFile(folder, "joined-", ".f32");
    StringBuilder said = new StringBuilder();
    long samples = 0;
    try (OutputStream out = Files.newOutputStream(pcm)) {
      for (int i = 0; samples < seconds * Sound.RATE; i++) {
        SpeechClip clip = clips.get(i % clips.size());
        Files.copy(clip.pcm(), out);
        int pause = PAUSES[i % PAUSES.length];
        out.write(new byte[pause * Float.BYTES]);
        samples += clip.samples() + pause;
        said.append(clip.said()).append(' ');
      }
    }
    return new SpeechClip(
        "joined", pcm, samples, said.toString().strip(), clips.getFirst().language());
  }
}
