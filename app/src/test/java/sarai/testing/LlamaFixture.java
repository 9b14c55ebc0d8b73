package sarai.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.config.SaraiConfig;
import sarai.engine.Engine;
import sarai.engine.Footprint;
import sarai.engine.MemoryUse;
import sarai.engine.llama.Footprints;
import sarai.engine.llama.LlamaArguments;
import sarai.engine.llama.LlamaEngine;
import sarai.engine.llama.LlamaFiles;
import sarai.process.ChildLauncher;
import sarai.process.OrphanLedger;
import sarai.store.InstalledModel;
import sarai.store.Program;
import sarai.units.Bytes;

/// A llama engine over any program and files, with everything that it wrote in one folder.
public final class LlamaFixture implements AutoCloseable {
  private final ChildLauncher children;
  private final Path folder;

  public LlamaFixture(Path folder) {
    this.folder = folder;
    this.children =
        new ChildLauncher(folder.resolve("logs"), new OrphanLedger(folder.resolve("children")));
  }

  /// An engine for one model.
  public Engine engine(
      Program program, Path weights, @Nullable Path projector, Duration startupTimeout) {
    LlamaFiles files =
        new LlamaFiles() {
          @Override
          public List<InstalledModel> installed(ModelConfig model) {
            String name = String.valueOf(weights.getFileName());
            return List.of(new InstalledModel(name, weights, projector, "00"));
          }

          @Override
          public Program program() {
            return program;
          }
        };
    return new LlamaEngine(
        files,
        new SaraiConfig.Llama(null, 2, startupTimeout),
        children,
        new Guess(),
        System::nanoTime);
  }

  /// Says the same of every model and learns nothing.
  private static final class Guess implements Footprints {
    @Override
    public Footprint of(ModelConfig model, InstalledModel files, LlamaArguments arguments) {
      return Footprint.estimated(Bytes.ofMegabytes(400), Bytes.ofMegabytes(300));
    }

    @Override
    public void measured(
        InstalledModel files, LlamaArguments arguments, Footprint expected, MemoryUse use) {}
  }

  /// An engine whose models are [FakeLlamaServer]s.
  public Engine fake(String... fakes) {
    return engine(
        FakeLlamaServer.program(fakes), folder.resolve("fake.gguf"), null, Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    children.close();
  }
}
