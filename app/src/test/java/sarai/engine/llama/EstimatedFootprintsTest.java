package sarai.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.MemoryUse;
import sarai.engine.llama.LlamaArguments.LoadMode;
import sarai.store.InstalledModel;
import sarai.testing.Models;
import sarai.units.Bytes;

class EstimatedFootprintsTest {
  private static final ModelConfig MODEL = Models.model("tiny", ModelRole.TINY);
  private static final LlamaArguments ARGUMENTS =
      new LlamaArguments(4096, 1, 512, "f16", "f16", Bytes.ZERO, LoadMode.READ, false);

  @TempDir Path folder;
  private EstimatedFootprints footprints;
  private InstalledModel gone;

  @BeforeEach
  void open() {
    LearnedFootprints learned = LearnedFootprints.open(folder.resolve("footprints.json"));
    footprints = new EstimatedFootprints(learned, () -> "b11669");
    gone = new InstalledModel("q4", folder.resolve("gone.gguf"), null, "abc");
  }

  @Test
  void whatWasMeasuredIsKnownWithoutReadingTheFileAgain() throws EngineException {
    Footprint expected = Footprint.estimated(Bytes.of(1000), Bytes.of(900));
    MemoryUse use = new MemoryUse(Bytes.of(1100), Bytes.of(800), Bytes.of(1200));
    footprints.measured(gone, ARGUMENTS, expected, use);
    assertThat(footprints.of(MODEL, gone, ARGUMENTS))
        .isEqualTo(new Footprint(Bytes.of(1200), Bytes.of(1100), true));
  }

  @Test
  void whatWasNotMeasuredIsEstimatedFromTheFile() {
    assertThatThrownBy(() -> footprints.of(MODEL, gone, ARGUMENTS))
        .isInstanceOf(EngineException.LoadFailed.class)
        .hasMessageContaining("cannot be read as a model");
  }
}
