package sarai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import sarai.config.ModelConfig.ModelFiles;
import sarai.config.ModelConfig.Remote;
import sarai.config.ModelConfig.Residence;
import sarai.config.ModelConfig.Shape;
import sarai.config.ModelConfig.Source;
import sarai.config.ModelConfig.VisionLimits;
import sarai.config.ModelConfig.Vocabulary;
import sarai.units.Bytes;

/// Pins every default and every key: a record that gains a component stops this from compiling.
class ConfigDefaultsTest {
  @Test
  void everythingButModelsHasADefault() throws ConfigException {
    SaraiConfig config = Sample.read(Sample.LEAST);

    assertThat(config)
        .isEqualTo(
            new SaraiConfig(
                new SaraiConfig.Server("127.0.0.1", 7272, null, List.of(), size("64MB"), 64),
                new SaraiConfig.Memory(null, size("256MB"), false),
                new SaraiConfig.Engines(
                    new SaraiConfig.Llama(null, null, Duration.ofMinutes(2)),
                    new SaraiConfig.Whisper(null),
                    new SaraiConfig.Ffmpeg(null)),
                config.models(),
                List.of(),
                new SaraiConfig.Routing(
                    new SaraiConfig.Thresholds(0.7, 0.7, 0.7),
                    new SaraiConfig.Variants(null, null, null),
                    3),
                new SaraiConfig.Tone(true, 5, 0.3, 0.15),
                new SaraiConfig.Crisis(true, null, null, null, null),
                new SaraiConfig.Conversation(0.75),
                new SaraiConfig.Media(
                    2.0,
                    size("20MB"),
                    50_000_000,
                    Duration.ofHours(2),
                    Duration.ofHours(2),
                    List.of(),
                    new SaraiConfig.RemoteUrls(false, List.of())),
                new SaraiConfig.Cache(true, 1000, Duration.ofHours(24)),
                new SaraiConfig.Rag(null, 8, 4, 6, Duration.ofMinutes(15)),
                new SaraiConfig.Feedback(true, false)));
  }

  @Test
  void everyKeyOfAModelButItsFileHasADefault() throws ConfigException {
    assertThat(Sample.read(Sample.LEAST).models())
        .containsExactly(
            Map.entry(
                "tiny",
                new ModelConfig(
                    "tiny",
                    "tiny",
                    ModelRole.TINY,
                    EngineKind.LLAMA,
                    new ModelFiles(null, "main", "a.gguf", null, List.of(), null, null),
                    new Residence(null, false, false, null, Priority.NORMAL),
                    new Shape(4096, 1, List.of("es", "en"), false, "", ""),
                    new VisionLimits(32, 4, 1024, 8, 256, 64),
                    new Remote(null, Protocol.OPENAI, null, null, Duration.ofMinutes(2)),
                    List.of())));
  }

  @Test
  void everyKeyReachesItsComponent() throws Exception {
    SaraiConfig config = Sample.read(Sample.resource("every-key.yaml"));

    assertThat(config)
        .isEqualTo(
            new SaraiConfig(
                new SaraiConfig.Server(
                    "0.0.0.0",
                    8080,
                    new Secret("open sesame"),
                    List.of("http://a"),
                    size("1MiB"),
                    2),
                new SaraiConfig.Memory(size("12GB"), Bytes.ZERO, true),
                new SaraiConfig.Engines(
                    new SaraiConfig.Llama("/bin/ls", 3, Duration.ofMillis(1500)),
                    new SaraiConfig.Whisper(4),
                    new SaraiConfig.Ffmpeg("ffmpeg")),
                config.models(),
                List.of(List.of("one", "two"), List.of("two")),
                new SaraiConfig.Routing(
                    new SaraiConfig.Thresholds(0.1, 0.2, 0.3),
                    new SaraiConfig.Variants(
                        new SaraiConfig.AudioVariant("one", true, true),
                        new SaraiConfig.VisionVariant("two", false, 30.0),
                        new SaraiConfig.EmpathyVariant("one", 0.3)),
                    0),
                new SaraiConfig.Tone(false, 6, 0.4, 0.25),
                new SaraiConfig.Crisis(
                    false, "Llama al 024.", "Call 988.", "Llama al 112.", "Call 911."),
                new SaraiConfig.Conversation(0.5),
                new SaraiConfig.Media(
                    0.5,
                    size("3MB"),
                    7,
                    Duration.ofMinutes(90),
                    Duration.ofHours(1),
                    List.of("/tmp"),
                    new SaraiConfig.RemoteUrls(true, List.of("example.org"))),
                new SaraiConfig.Cache(false, 9, Duration.ofSeconds(2)),
                new SaraiConfig.Rag("http://127.0.0.1:8888", 1, 2, 3, Duration.ofDays(1)),
                new SaraiConfig.Feedback(false, true)));
  }

  @Test
  void everyKeyOfAModelReachesItsComponent() throws Exception {
    Map<String, ModelConfig> models = Sample.read(Sample.resource("every-key.yaml")).models();
    String sha = "0123456789abcdef".repeat(4);

    assertThat(models.keySet()).containsExactly("one", "two");
    assertThat(models.get("one"))
        .isEqualTo(
            new ModelConfig(
                "one",
                "One",
                ModelRole.EXPERT,
                EngineKind.REMOTE,
                new ModelFiles(
                    "o/r",
                    "v1",
                    "w.gguf",
                    "p.gguf",
                    List.of("s.gguf"),
                    new Source(
                        List.of("a==1", "b==2"),
                        "*/x",
                        true,
                        "whisper-ct2",
                        5L,
                        sha,
                        null,
                        new Vocabulary("*/v.json", 6L, sha)),
                    new Source(List.of(), null, false, "none", null, null, "p", null)),
                new Residence(77, true, true, null, Priority.LOW),
                new Shape(512, 2, List.of("fr"), true, "q: ", "p: "),
                new VisionLimits(28, 5, 6, 7, 9, 10),
                new Remote(
                    "https://h/v1", Protocol.OLLAMA, "m", new Secret("key"), Duration.ofMinutes(1)),
                List.of("two")));
  }

  private static Bytes size(String text) {
    return Bytes.parse(text);
  }
}
