package sarai.testing;

import java.time.Duration;
import java.util.List;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.Priority;
import sarai.config.Protocol;

/// Model configurations with the defaults of the configuration page.
public final class Models {
  private Models() {}

  public static ModelConfig model(String id, ModelRole role) {
    return model(id, role, 4096);
  }

  public static ModelConfig model(String id, ModelRole role, int context) {
    return new ModelConfig(
        id,
        id,
        role,
        EngineKind.LLAMA,
        new ModelConfig.ModelFiles(null, "main", id + ".gguf", null, List.of(), null, null),
        new ModelConfig.Residence(null, false, false, null, Priority.NORMAL),
        new ModelConfig.Shape(context, 1, List.of("es", "en"), false, "", ""),
        new ModelConfig.VisionLimits(32, 4, 1024, 8, 256, 64),
        new ModelConfig.Remote(null, Protocol.OPENAI, null, null, Duration.ofMinutes(2)),
        List.of());
  }
}
