package sarai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.units.Bytes;

class OverridesTest {
  private static final String VISION =
      """
      models:
        qwen3-vl: { gguf_file: a.gguf }
      routing:
        multimodal_variant_selection:
          vision: { model: qwen3-vl, auto_unload_after_seconds: 60 }
      """;

  @Test
  void aVariableBeatsTheFile() throws ConfigException {
    SaraiConfig config =
        Sample.read(
            Sample.LEAST + "server: { port: 1 }\n",
            Map.of(
                "SARAI_SERVER_PORT", "8080",
                "SARAI_MEMORY_BUDGET", "6GB",
                "SARAI_MODELS_TINY_CONTEXT", "2048",
                "SARAI_SERVER_ALLOWED_ORIGINS", "http://a, http://b",
                "SARAI_PIPELINES", "[[tiny]]",
                "PATH", "/bin"));

    assertThat(config.server().port()).isEqualTo(8080);
    assertThat(config.memory().budget()).isEqualTo(Bytes.parse("6GB"));
    assertThat(Objects.requireNonNull(config.models().get("tiny")).shape().context())
        .isEqualTo(2048);
    assertThat(config.server().allowedOrigins()).containsExactly("http://a", "http://b");
    assertThat(config.pipelines()).containsExactly(List.of("tiny"));
  }

  @Test
  void aVariableBeatsBothSpellingsOfASetting() throws ConfigException {
    SaraiConfig config = Sample.read(VISION, Map.of("SARAI_MODELS_QWEN3_VL_TTL_SECONDS", "5"));
    SaraiConfig.VisionVariant variant =
        Objects.requireNonNull(config.routing().multimodalVariantSelection().vision());

    assertThat(Objects.requireNonNull(config.models().get("qwen3-vl")).residence().ttlSeconds())
        .isEqualTo(5.0);
    assertThat(variant.autoUnloadAfterSeconds()).isEqualTo(5.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SARAI_SERVER_PORT | 99999 | SARAI_SERVER_PORT: server.port: '99999' is not a whole number from 0 to 65535",
        "SARAI_SERVER_PROT | 1 | SARAI_SERVER_PROT: the variable matches no key; did you mean 'SARAI_SERVER_PORT'?",
        "SARAI_MODELS_TINI_CONTEXT | 1 | SARAI_MODELS_TINI_CONTEXT: the variable matches no key; did you mean 'SARAI_MODELS_TINY_CONTEXT'?",
        "SARAI_PIPELINES | [[tiny] | SARAI_PIPELINES: not YAML: while parsing a flow sequence, expected ',' or ']', but got <stream end>",
        "SARAI_SERVER_API_KEY | ${env:NOPE} | SARAI_SERVER_API_KEY: server.api_key: the environment variable NOPE is not set: set it, or remove the key",
        "SARAI_SERVER_HOST | 0.0.0.0 | SARAI_SERVER_HOST: server.host: '0.0.0.0' is not loopback, so other machines can call: set server.api_key, such as \"${env:SARAI_API_KEY}\"",
      })
  void aWrongVariableIsNamedInsteadOfALine(String name, String value, String expected) {
    assertThat(Sample.problems(Sample.LEAST, Map.of(name, value))).containsExactly(expected);
  }

  @Test
  void aVariableOfTwoModelsIsRefused() {
    String yaml = "models:\n  tiny-a: { gguf_file: a.gguf }\n  tiny_a: { gguf_file: b.gguf }\n";

    assertThat(Sample.problems(yaml, Map.of("SARAI_MODELS_TINY_A_CONTEXT", "512")))
        .containsExactly(
            "SARAI_MODELS_TINY_A_CONTEXT: the variable matches several keys:"
                + " models.tiny-a.context, models.tiny_a.context");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SARAI_PROFILE", "SARAI_DATA", "SARAI_LLAMA_SERVER", "SARAI_FFMPEG", "SARAI_LANG"})
  void variablesOfTheProgramItselfAreNoKeys(String name) throws ConfigException {
    assertThat(Sample.read(Sample.LEAST, Map.of(name, "x"))).isEqualTo(Sample.read(Sample.LEAST));
  }

  @Test
  void aVariableThatASecretNamesIsNoKeyAndAnEmptyOneIsUnset() throws ConfigException {
    SaraiConfig config =
        Sample.read(
            Sample.LEAST + "server: { api_key: \"${env:SARAI_API_KEY}\" }\n",
            Map.of("SARAI_API_KEY", "k", "SARAI_NOTHING", ""));

    assertThat(config.server().apiKey()).isEqualTo(new Secret("k"));
  }
}
