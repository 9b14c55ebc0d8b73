package sarai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The launcher with JDKs and a Maven that only tell how they were called.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs sh")
final class LauncherTest {
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;
  private Path root;
  private Path source;
  private Path jar;
  private Path maven;

  @BeforeEach
  void builtProgram() throws IOException {
    root = folder.resolve("sarai's root");
    source = file(root.resolve("app/src/main/java/A.java"), "");
    jar = file(root.resolve("app/target/sarai.jar"), "");
    file(root.resolve("app/pom.xml"), "");
    file(root.resolve("pom.xml"), "");
    file(root.resolve("app/target/lib/one.jar"), "");
    file(root.resolve("app/target/lib/two.jar"), "");
    Files.copy(Path.of(System.getProperty("sarai.root", "."), "sarai"), root.resolve("sarai"));
    Files.setLastModifiedTime(jar, FileTime.from(BUILT));
    for (Path older : List.of(source, root.resolve("app/pom.xml"), root.resolve("pom.xml"))) {
      Files.setLastModifiedTime(older, FileTime.from(BUILT.minusSeconds(1)));
    }
    maven = folder.resolve("maven");
    program(maven.resolve("mvn"), "echo built >built.txt; touch app/target/sarai.jar");
  }

  @Test
  void takesTheHomeThatIsNamed() throws Exception {
    Path home = home("named", "25.0.1");

    Said said = launch(Map.of("JAVA_HOME", home.toString()), "version", "--lang", "es");

    assertThat(said.out()).contains("java of named\n", "sarai.Main\nversion\n--lang\nes\n");
    assertThat(said.out()).contains("%s:%s".formatted(jar, root.resolve("app/target/lib/one.jar")));
    assertThat(said.code()).isZero();
  }

  @Test
  void passesAnOlderOneOverForTheOneOnThePath() throws Exception {
    Path older = home("older", "21.0.9");
    Path newer = home("newer", "26");

    Said said =
        launch(
            Map.of("JAVA_HOME", older.toString(), "PATH", newer.resolve("bin") + ":/usr/bin:/bin"),
            "ps");

    assertThat(said.out()).startsWith("java of newer\n");
  }

  @Test
  void followsALinkOnThePathToItsHome() throws Exception {
    Path home = home("linked", "25");
    Path links = Files.createDirectories(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("javac"), home.resolve("bin/javac"));

    assertThat(launch(Map.of("PATH", links + ":/usr/bin:/bin"), "ps").out())
        .startsWith("java of linked\n");
  }

  @Test
  void asksAJdkWithoutAReleaseFileItself() throws Exception {
    Path home = home("plain", "25");
    Files.delete(home.resolve("release"));

    assertThat(launch(Map.of("JAVA_HOME", home.toString()), "ps").out())
        .startsWith("java of plain\n");
  }

  @Test
  void buildsNothingWhileTheBuildIsNewerThanTheSources() throws Exception {
    launch(Map.of("JAVA_HOME", home("jdk", "25").toString()), "ps");

    assertThat(root.resolve("built.txt")).doesNotExist();
  }

  @Test
  void buildsAndTrainsWhenASourceIsNewer() throws Exception {
    Files.setLastModifiedTime(source, FileTime.from(BUILT.plusSeconds(1)));
    Path cache = root.resolve("app/target/serve.aot");
    Map<String, String> environment =
        Map.of("JAVA_HOME", home("jdk", "25").toString(), "AWAITED", cache.toString());

    Said said = launch(environment, "ps");

    assertThat(root.resolve("built.txt")).exists();
    assertThat(root.resolve("app/target/commands.aot")).hasContent("trained");
    assertThat(cache).hasContent("trained");
    assertThat(said.err()).contains("building SARAi");
    assertThat(said.out()).contains("sarai.Main\nps\n");
  }

  @Test
  void offersEachCommandTheCacheOfItsKind() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", home("jdk", "25").toString());
    Path commands = file(root.resolve("app/target/commands.aot"), "");
    Path serve = file(root.resolve("app/target/serve.aot"), "");

    assertThat(launch(environment, "ps").out()).contains("-XX:AOTCache=" + commands);
    assertThat(launch(environment, "--help").out()).contains("-XX:AOTCache=" + commands);
    assertThat(launch(environment, "serve").out()).contains("-XX:AOTCache=" + serve);
    assertThat(launch(environment).out()).contains("-XX:AOTCache=" + serve);
  }

  @Test
  void offersNoCacheOfAnEarlierBuild() throws Exception {
    Path cache = file(root.resolve("app/target/commands.aot"), "");
    Files.setLastModifiedTime(cache, FileTime.from(BUILT.minusSeconds(1)));

    assertThat(launch(Map.of("JAVA_HOME", home("jdk", "25").toString()), "ps").out())
        .doesNotContain("AOTCache");
  }

  private Path home(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    program(
        home.resolve("bin/java"),
        """
        for word; do
          case $word in
            -version) echo 'openjdk version "%s" 2025' >&2; exit ;;
            */UpgradeClasses.java) exit ;;
            -XX:AOTCacheOutput=*) echo trained >"${word#*=}"; exit ;;
          esac
        done
        tries=100
        until [ ! "${AWAITED:-}" ] || [ -f "$AWAITED" ] || [ $((tries -= 1)) = 0 ]; do
          sleep 0.1
        done
        echo "java of %s"
        printf '%%s\\n' "$@"
        """
            .formatted(version, name));
    program(home.resolve("bin/javac"), ":");
    file(home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    return home;
  }

  private static Path file(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static void program(Path file, String script) throws IOException {
    assertThat(file(file, "#!/bin/sh\n" + script).toFile().setExecutable(true)).isTrue();
  }

  private record Said(int code, String out, String err) {}

  private Said launch(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(root.resolve("sarai").toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder launcher =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    launcher.environment().remove("JAVA_HOME");
    launcher.environment().put("PATH", "/usr/bin:/bin");
    launcher.environment().putAll(environment);
    launcher.environment().compute("PATH", (_, path) -> maven + ":" + path);
    int code = launcher.start().waitFor();
    return new Said(code, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }
}
