package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.cli.FileWatch.Settling;

class FileWatchTest {
  @TempDir private Path folder;

  @Test
  void aChangeCountsOnceAndOnlyWhenItHasSettled() throws IOException {
    Path file = Files.writeString(folder.resolve("sarai.yaml"), "a");
    Settling settling = new Settling(file);
    assertThat(settling.hasChanged()).isFalse();

    Files.writeString(file, "half of");
    assertThat(settling.hasChanged()).isFalse();
    Files.writeString(file, "half of it, and the rest");
    assertThat(settling.hasChanged()).as("still being written").isFalse();

    assertThat(settling.hasChanged()).isTrue();
    assertThat(settling.hasChanged()).isFalse();
  }

  @Test
  void aFileThatIsExchangedHasChanged() throws IOException {
    Path file = Files.writeString(folder.resolve("sarai.yaml"), "one");
    Path next = Files.writeString(folder.resolve("next"), "two");
    Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
    Settling settling = new Settling(file);

    Files.move(next, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(settling.hasChanged()).isFalse();
    assertThat(settling.hasChanged()).isTrue();
  }

  @Test
  void anOrderReloadsWithoutAFile() throws InterruptedException {
    CountDownLatch reloaded = new CountDownLatch(1);
    try (FileWatch watch = FileWatch.start(null, reloaded::countDown)) {
      watch.order();
      assertThat(reloaded.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
