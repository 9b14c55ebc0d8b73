package sarai.store.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.process.ChildLauncher;
import sarai.store.Program;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Command;
import sarai.store.fetch.Fetching;

/// The real clients against whatever archive and registry this machine is set up for.
class ProgramInstallIT {
  @TempDir Path folder;
  private Fetching fetching = Fetching.from(System.getenv(), false, ProcessBuilder::start);
  private ChildLauncher children = ChildLauncher.in(Path.of(""));

  @BeforeEach
  void open() {
    children = ChildLauncher.in(folder.resolve("data"));
    fetching = Fetching.from(System.getenv(), /* offline= */ false, children);
  }

  @AfterEach
  void close() {
    children.close();
  }

  @Test
  void debianPackagesGiveALlamaServerThatRuns() throws Exception {
    needs("apt-get");
    needs("dpkg-deb");
    assumeTrue(
        !Platform.current().arm() && Platform.current().system() == Platform.OperatingSystem.LINUX,
        "Debian packages are used on Linux x86-64");
    Program program =
        installed(ProgramKind.LLAMA_SERVER, DebianSource.system(fetching, Platform.current()));
    assertThat(Integer.parseInt(program.version())).isGreaterThan(11_000);
    Path backend = Path.of("ggml/backends0/libggml-blas.so");
    Path libraries = Path.of(program.command().getFirst()).resolveSibling("");
    assertThat(libraries.resolve(backend)).as("it would compute prompts by it").doesNotExist();
    assertThat(
            new ProgramInstall(ProgramKind.LLAMA_SERVER, folder, fetching, List.of())
                .features(program))
        .isEqualTo(new LlamaFeatures(true, true, true, true));
  }

  @Test
  void packageGivesAnFfmpegThatRuns() throws Exception {
    needs("pip3");
    Program program = installed(ProgramKind.FFMPEG, new WheelSource(fetching, Platform.current()));
    assertThat(program.version()).contains("9.0.2");
  }

  private Program installed(ProgramKind kind, ProgramSource source) throws Exception {
    ProgramInstall install = new ProgramInstall(kind, folder, fetching, List.of(source));
    try {
      Program program = install.install(StoreProgress.NONE);
      assertThat(install.installed()).contains(program);
      return program;
    } catch (StoreException.NoSource e) {
      String refusals = String.valueOf(e.getMessage());
      boolean unreachable = refusals.matches("(?s).*(apt-get|the client) ended with.*");
      assumeTrue(!unreachable, "needs a reachable archive and registry: " + refusals);
      throw e;
    }
  }

  private static void needs(String client) {
    Optional<Path> found = Command.find(client, System.getenv());
    assumeTrue(found.isPresent(), "install " + client + " to run this");
  }
}
