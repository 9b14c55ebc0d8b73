package sarai.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sarai.chat.MediaRef;
import sarai.config.ModelConfig;
import sarai.units.Bytes;

/// Tells what would be sent of a local file, and sends nothing. Thread-safe.
public final class MediaInspector {
  private final MediaIntake intake;
  private final VisionPreparer preparer;

  public MediaInspector(MediaIntake intake, VisionPreparer preparer) {
    this.intake = intake;
    this.preparer = preparer;
  }

  /// Decodes, resizes and samples as for a question to `model`, in a folder of its own.
  ///
  /// @param fps frames of a clip to look at for each second; null for the configured default
  public MediaReport inspect(Path file, ModelConfig model, @Nullable Double fps)
      throws MediaException, IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sarai-probe-");
    try (MediaSpool spool = MediaSpool.open(folder, Bytes.of(Long.MAX_VALUE));
        MediaScope scope = spool.scope()) {
      MediaRef media = intake.take(new MediaSource.LocalFile(file), scope);
      return preparer.report(media, fps, model.vision(), SamplingBudget.of(model), scope);
    } finally {
      Files.deleteIfExists(folder);
    }
  }
}
