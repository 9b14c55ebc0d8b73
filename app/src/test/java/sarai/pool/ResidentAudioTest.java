package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sarai.config.ConfigReader;
import sarai.config.EngineKind;
import sarai.config.SaraiConfig;
import sarai.testing.FakeEngine;
import sarai.testing.FakeEngine.Variant;
import sarai.units.Bytes;

/// The reference profile's resident audio model, from the words of a configuration to the pool.
@Timeout(60)
class ResidentAudioTest {
  private static final String PROFILE =
      """
      memory: { budget: 8GB, margin: 256MB }
      models:
        qwen_omni_3b: { role: audio, gguf_file: a.gguf, mmproj_file: b.gguf, max_memory_mb: 2800, permanent: true, load_on_startup: true, priority: high, understands_speech: true }
        qwen3_vl_4b: { role: vision, gguf_file: c.gguf, mmproj_file: d.gguf, max_memory_mb: 3300, ttl_seconds: 60 }
        expert: { role: expert, gguf_file: e.gguf, max_memory_mb: 3000 }
        giant: { role: expert, gguf_file: f.gguf, max_memory_mb: 6000, priority: high }
      routing:
        multimodal_variant_selection:
          audio: { model: qwen_omni_3b, permanent: true }
      """;

  private final FakeEngine engine = new FakeEngine();
  private final LinkedBlockingQueue<PoolChange> changes = new LinkedBlockingQueue<>();
  private ModelPool pool;

  @BeforeEach
  void open() throws Exception {
    SaraiConfig config = ConfigReader.read("test.yaml", PROFILE, Path.of("."), Map.of());
    for (var model : config.models().values()) {
      Bytes size = model.residence().maxMemory();
      engine.define(model.id(), Variant.of("q4", size == null ? Bytes.ZERO : size));
    }
    pool =
        ModelPool.open(
            new ModelPool.Setup(
                config.models(),
                Map.of(EngineKind.LLAMA, engine),
                Bytes.ofMegabytes(8000),
                config.memory().margin(),
                config.memory().enforce(),
                () -> Bytes.ofMegabytes(100),
                InstantSource.system(),
                PoolSettings.STANDARD));
    pool.subscribe(changes::add);
    pool.preload(); // as serve does
  }

  @AfterEach
  void close() {
    pool.close();
  }

  private void use(String id) throws Exception {
    pool.acquire(id, Duration.ofSeconds(30), ModelPool.WaitListener.NONE).close();
  }

  private ModelState state(String id) throws InterruptedException {
    return pool.snapshot().models().stream()
        .filter(model -> model.id().equals(id))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private void awaitResident() throws InterruptedException {
    while (state("qwen_omni_3b") != ModelState.READY) {
      assertThat(changes.poll(30, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void itIsLoadedBeforeAnyoneAsks() throws Exception {
    awaitResident();
    assertThat(engine.started()).extracting(FakeEngine.FakeModel::id).contains("qwen_omni_3b");
    assertThat(state("qwen3_vl_4b")).isEqualTo(ModelState.ABSENT);
  }

  @Test
  void othersMakeRoomForEachOtherAndNeverByIt() throws Exception {
    awaitResident();
    for (int round = 0; round < 3; round++) {
      use("qwen3_vl_4b");
      assertThat(state("expert")).isNotEqualTo(ModelState.READY);
      use("expert");
      assertThat(state("qwen3_vl_4b")).isNotEqualTo(ModelState.READY);
    }
    assertThat(engine.started())
        .filteredOn(model -> model.id().equals("qwen_omni_3b"))
        .singleElement()
        .matches(FakeEngine.FakeModel::isRunning);
    assertThat(changes)
        .noneMatch(
            change -> change.model().equals("qwen_omni_3b") && change.to() == ModelState.UNLOADING);
  }

  @Test
  void whatFitsOnlyInItsPlaceIsRefused() throws Exception {
    awaitResident();
    assertThatThrownBy(() -> use("giant")).isInstanceOf(PoolException.DoesNotFit.class);
    assertThat(state("qwen_omni_3b")).isEqualTo(ModelState.READY);
  }

  @Test
  void nobodyMayUnloadIt() throws Exception {
    awaitResident();
    assertThatThrownBy(() -> pool.unload("qwen_omni_3b"))
        .isInstanceOf(PoolException.Permanent.class);
  }
}
