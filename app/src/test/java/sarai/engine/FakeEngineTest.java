package sarai.engine;

import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.testing.FakeEngine;
import sarai.testing.Models;
import sarai.units.Bytes;

class FakeEngineTest extends EngineContract {
  @Override
  protected Engine engine() {
    return new FakeEngine()
        .define("tiny", FakeEngine.Variant.of("tiny.gguf", Bytes.ofMebibytes(1)));
  }

  @Override
  protected ModelConfig textModel() {
    return Models.model("tiny", ModelRole.TINY);
  }
}
