package sarai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigDiffTest {
  private static final String BEFORE =
      """
      models:
        tiny: { gguf_file: a.gguf }
        expert: { gguf_file: b.gguf }
      """;

  @Test
  void nothingChangedIsEmpty() throws ConfigException {
    assertThat(diff(BEFORE).isEmpty()).isTrue();
  }

  @Test
  void addedAndRemovedModelsAreNamed() throws ConfigException {
    ConfigDiff diff = diff(BEFORE.replace("expert", "tiny2"));

    assertThat(diff)
        .isEqualTo(new ConfigDiff(Set.of("tiny2"), Set.of("expert"), Set.of(), Set.of(), Set.of()));
  }

  @Test
  void aNewContextNeedsANewProcessAndANewTimeToLiveDoesNot() throws ConfigException {
    ConfigDiff diff =
        diff(
            BEFORE
                .replace("a.gguf", "a.gguf, ttl_seconds: 5")
                .replace("b.gguf", "b.gguf, context: 512"));

    assertThat(diff.changed()).containsExactly("expert");
    assertThat(diff.adjusted()).containsExactly("tiny");
    assertThat(diff.sections()).isEmpty();
  }

  @Test
  void newEngineSettingsChangeEveryModelThatRunsOnIt() throws ConfigException {
    ConfigDiff diff = diff(BEFORE + "engines: { llama: { threads: 2 } }\n");

    assertThat(diff.changed()).containsExactlyInAnyOrder("tiny", "expert");
    assertThat(diff.sections()).containsExactly("engines");
  }

  @Test
  void changedSectionsAreNamed() throws ConfigException {
    assertThat(diff(BEFORE + "server: { port: 1 }\ntone: { window: 4 }\n").sections())
        .containsExactlyInAnyOrder("server", "tone");
  }

  private static ConfigDiff diff(String after) throws ConfigException {
    return ConfigDiff.between(Sample.read(BEFORE), Sample.read(after));
  }
}
