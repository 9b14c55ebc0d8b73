package sarai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTest {
  static List<Path> profiles() {
    return Sample.PROFILES;
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void everyProfileLoadsAndHasEveryRole(Path profile) throws Exception {
    SaraiConfig config = ConfigReader.read(profile, Map.of());

    assertThat(config.models().values().stream().map(ModelConfig::role))
        .containsAll(EnumSet.allOf(ModelRole.class));
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void everyProfileNamesItsSchemaFirst(Path profile) throws IOException {
    String first = Files.readAllLines(profile).getFirst();
    String prefix = "# yaml-language-server: $schema=";

    assertThat(first).startsWith(prefix);
    assertThat(profile.resolveSibling(first.substring(prefix.length()))).isRegularFile();
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void bundledFilesAreThoseThatTheProfilePins(Path profile) throws Exception {
    for (ModelConfig model : ConfigReader.read(profile, Map.of()).models().values()) {
      Stream.of(model.files().source(), model.files().mmprojSource())
          .filter(source -> source != null && source.bundled() != null)
          .forEach(ProfilesTest::isPinned);
    }
  }

  private static void isPinned(ModelConfig.Source source) {
    Path file = Sample.ROOT.resolve(Objects.requireNonNull(source.bundled()));
    assertThat(file).isRegularFile().hasSize(Objects.requireNonNull(source.size()));
    assertThat(sha256(file)).isEqualTo(source.sha256());
  }

  private static String sha256(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"starter", "mirror"})
  void theBuiltInProfileIsTheFileInTheRepository(String name) throws Exception {
    assertThat(ConfigReader.builtIn(name, Map.of()))
        .isEqualTo(ConfigReader.read(Sample.ROOT.resolve("profiles/" + name + ".yaml"), Map.of()));
  }

  @Test
  void theMirrorTakesNothingFromTheHub() throws Exception {
    for (ModelConfig model : ConfigReader.builtIn("mirror", Map.of()).models().values()) {
      assertThat(model.files().repoId()).as(model.id()).isNull();
      assertThat(model.files().source()).as(model.id()).isNotNull();
    }
  }

  @Test
  void theMissionSnippetLoadsAsItStands() throws Exception {
    SaraiConfig config = Sample.read(Sample.resource("mission.yaml"));
    ModelConfig omni = Objects.requireNonNull(config.models().get("qwen_omni_3b"));
    ModelConfig vision = Objects.requireNonNull(config.models().get("qwen3_vl_4b"));

    assertThat(omni.role()).isEqualTo(ModelRole.AUDIO);
    assertThat(omni.residence().permanent()).isTrue();
    assertThat(omni.residence().ttl()).isNull();
    assertThat(vision.role()).isEqualTo(ModelRole.VISION);
    assertThat(vision.engine()).isEqualTo(EngineKind.LLAMA);
    assertThat(vision.residence().ttl()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void theAnnotatedPageLoadsOnceItsFallbackExists() throws Exception {
    String page = Sample.resource("annotated.yaml");
    assertThat(Sample.problems(page))
        .singleElement()
        .asString()
        .contains("models.qwen3_vl_4b.fallback[0]: there is no model 'smolvlm2_500m'");

    String whole =
        page.replace(
            "pipelines:  ", "  smolvlm2_500m: { role: vision, gguf_file: s.gguf }\npipelines:");
    assertThat(Sample.read(whole).models()).hasSize(6);
  }

  @Test
  void aMissingFileIsAnIoException() {
    assertThatThrownBy(() -> ConfigReader.read(Path.of("no-such.yaml"), Map.of()))
        .isInstanceOf(NoSuchFileException.class);
  }

  /// Whatever is done to a profile, it loads or says why: each seed makes 40 variants of each.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void mutilatedProfilesGiveProblemsAndNothingElse(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (Path profile : Sample.PROFILES) {
      byte[] bytes = Files.readAllBytes(profile);
      for (int round = 0; round < 40; round++) {
        survives(mutate(bytes, random), "seed " + seed + ", round " + round + ", " + profile);
      }
    }
  }

  private static void survives(byte[] bytes, String what) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      assertThat(Sample.read(text)).isNotNull();
    } catch (ConfigException e) {
      assertThat(e.problems()).as(what).isNotEmpty();
      Set<Integer> lines =
          e.problems().stream().map(ConfigProblem::line).collect(Collectors.toSet());
      assertThat(lines).as(what).allMatch(line -> line > 0 && line <= text.lines().count() + 1);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(what + "\n" + text, e);
    }
  }

  private static byte[] mutate(byte[] original, SplittableRandom random) {
    byte[] bytes = original.clone();
    byte[] spice = "\t:-[]{}&*!|>'\"%@`#,?\n 0x~é\0".getBytes(StandardCharsets.UTF_8);
    int edits = 1 + random.nextInt(4);
    for (int i = 0; i < edits; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = spice[random.nextInt(spice.length)];
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
        default ->
            System.arraycopy(
                original,
                random.nextInt(original.length / 2),
                bytes,
                Math.min(at, bytes.length / 2),
                Math.min(60, bytes.length / 4));
      }
    }
    return bytes;
  }
}
