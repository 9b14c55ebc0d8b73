package sarai.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sarai.config.EngineKind;
import sarai.config.ModelRole;
import sarai.pool.ModelPool;
import sarai.pool.ModelState;
import sarai.pool.PoolSettings;
import sarai.testing.FakeEngine;
import sarai.testing.Models;
import sarai.units.Bytes;

/// The promises of the mission, by their names.
class PromisesTest {
  @Test
  void imageGoesToTheVisionAgent() throws Exception {
    Rig.Asked asked = new Rig().ask(Rig.image(), Rig.text("¿Qué objetos ves?"));
    assertThat(asked.agent()).isEqualTo("vision");
    assertThat(asked.model()).isEqualTo("eyes");
  }

  @Test
  void videoGoesToTheVisionAgent() throws Exception {
    Rig.Asked asked = new Rig().ask(Rig.video(), Rig.text("¿Hacia dónde se mueve?"));
    assertThat(asked.agent()).isEqualTo("vision");
    assertThat(asked.model()).isEqualTo("eyes");
  }

  @Test
  void audioGoesToTheOmniModel() throws Exception {
    Rig rig = new Rig();
    rig.says("Cuéntame un chiste");
    Rig.Asked asked = rig.ask(Rig.audio());
    assertThat(asked.agent()).isEqualTo("audio");
    assertThat(asked.model()).isEqualTo("omni");
  }

  @Test
  void softRequestGoesToEmpathy() throws Exception {
    Rig.Asked asked = new Rig().ask(Rig.text("Mi abuela murió ayer y no puedo dejar de llorar"));
    assertThat(asked.agent()).isEqualTo("empathy");
    assertThat(asked.model()).isEqualTo("omni");
  }

  @Test
  void visionModelIsGoneAfterItsTtl() throws Exception {
    Bytes size = Bytes.ofMegabytes(40);
    FakeEngine engine = new FakeEngine().define("eyes", FakeEngine.Variant.of("q4", size));
    ModelPool.Setup setup =
        new ModelPool.Setup(
            Map.of("eyes", Models.model("eyes", ModelRole.VISION)),
            Map.of(EngineKind.LLAMA, engine),
            Bytes.ofMegabytes(1000),
            Bytes.ofMegabytes(10),
            false,
            () -> Bytes.ofMegabytes(50),
            InstantSource.system(),
            PoolSettings.STANDARD);
    CountDownLatch gone = new CountDownLatch(1);
    try (ModelPool pool = ModelPool.open(setup);
        var _ =
            pool.subscribe(change -> {
              if (change.to() == ModelState.ABSENT) {
                gone.countDown();
              }
            })) {
      pool.acquire("eyes", Duration.ofSeconds(10), ModelPool.WaitListener.NONE).close();
      List<FakeEngine.FakeModel> started = engine.started();
      assertThat(started).hasSize(1).allMatch(FakeEngine.FakeModel::isRunning);
      pool.scheduleUnload("eyes", Duration.ofMillis(50));
      assertThat(gone.await(10, TimeUnit.SECONDS)).as("gone within 10 s").isTrue();
      assertThat(started).noneMatch(FakeEngine.FakeModel::isRunning);
    }
  }
}
