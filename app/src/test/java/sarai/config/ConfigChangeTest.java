package sarai.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sarai.units.Bytes;

class ConfigChangeTest {
  private static final String BEFORE =
      """
      models:
        tiny: { gguf_file: a.gguf }
      """;

  @Test
  void whatIsFixedAtStartStaysAndIsNamed() throws ConfigException {
    ConfigChange change =
        change(
            """
            server: { port: 1, max_body: 2MB }
            memory: { budget: 7GB, enforce: true }
            engines: { llama: { threads: 1 } }
            feedback: { store_bodies: true }
            tone: { window: 3 }
            """);

    assertThat(change.needRestart())
        .containsExactly(
            "server.port",
            "server.max_body",
            "memory.enforce",
            "engines.llama.threads",
            "feedback.store_bodies");
    assertThat(change.config().server()).isEqualTo(Sample.read(BEFORE).server());
    assertThat(change.config().memory().budget()).isEqualTo(Bytes.ofMegabytes(7_000));
    assertThat(change.config().tone().window()).isEqualTo(3);
    assertThat(change.diff().sections()).containsExactlyInAnyOrder("memory", "tone");
    assertThat(change.diff().changed()).isEmpty();
  }

  @Test
  void changedModelsNeedNoRestart() throws ConfigException {
    ConfigChange change = change("rag: { results: 3 }\n");

    assertThat(change.needRestart()).isEmpty();
    assertThat(change.diff().sections()).containsExactly("rag");
  }

  private static ConfigChange change(String more) throws ConfigException {
    return ConfigChange.of(Sample.read(BEFORE), Sample.read(BEFORE + more));
  }
}
