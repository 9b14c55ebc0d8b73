package sarai.store.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.ModelConfig.Source;
import sarai.config.ModelRole;
import sarai.config.Priority;
import sarai.config.Protocol;

/// Model configurations for tests.
final class Models {
  private Models() {}

  static ModelConfig hub(String id, ModelRole role, String file, String... variants) {
    return of(
        id,
        role,
        new ModelConfig.ModelFiles(
            "owner/model", "main", file, null, List.of(variants), null, null));
  }

  static ModelConfig from(String id, String file, @Nullable Source source) {
    return of(
        id,
        ModelRole.TINY,
        new ModelConfig.ModelFiles(null, "main", file, null, List.of(), source, null));
  }

  static Source packages(List<String> pip, String member, boolean join, String convert) {
    return new Source(pip, member, join, convert, null, null, null, null);
  }

  static Source bundled(String path) {
    return new Source(List.of(), null, false, "none", null, null, path, null);
  }

  static ModelConfig of(String id, ModelRole role, ModelConfig.ModelFiles files) {
    return new ModelConfig(
        id,
        id,
        role,
        EngineKind.LLAMA,
        files,
        new ModelConfig.Residence(null, false, false, null, Priority.NORMAL),
        new ModelConfig.Shape(4096, 1, List.of(), false, "", ""),
        new ModelConfig.VisionLimits(32, 4, 1024, 8, 256, 64),
        new ModelConfig.Remote(null, Protocol.OPENAI, null, null, Duration.ofSeconds(1)),
        List.of());
  }
}
