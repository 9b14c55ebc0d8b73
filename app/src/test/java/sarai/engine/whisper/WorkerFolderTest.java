package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerFolderTest {
  @TempDir Path root;

  @Test
  void whatAKilledProgramLeftIsRemoved() throws Exception {
    Path left = Files.createDirectory(root.resolve("of-" + endedPid() + "-1"));
    Files.writeString(left.resolve("encoder.weights"), "large");
    WorkerFolder.create(root);
    assertThat(left).doesNotExist();
  }

  @Test
  void foldersOfALivingProgramAndOtherFilesStay() throws Exception {
    long pid = ProcessHandle.current().pid();
    Path living = Files.createDirectory(root.resolve("of-" + pid + "-1"));
    Path other = Files.writeString(root.resolve("notes.txt"), "mine");
    Path first = WorkerFolder.create(root).path();
    Path second = WorkerFolder.create(root).path();
    assertThat(root).isDirectoryContaining(second::equals);
    assertThat(living).exists();
    assertThat(other).exists();
    assertThat(first).exists().isNotEqualTo(second);
  }

  @Test
  void aFolderGoesWithAllInIt() throws Exception {
    WorkerFolder folder = WorkerFolder.create(root.resolve("made").resolve("on demand"));
    Files.createFile(Files.createDirectory(folder.path().resolve("native")).resolve("a.so"));
    folder.delete();
    assertThat(folder.path()).doesNotExist();
  }

  private static long endedPid() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process = new ProcessBuilder(java, "-version").start();
    process.waitFor();
    return process.pid();
  }
}
