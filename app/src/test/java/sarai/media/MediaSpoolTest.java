package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.chat.MediaRef;
import sarai.units.Bytes;

class MediaSpoolTest {
  private static final IntakeLimits LIMITS = new IntakeLimits(Bytes.of(5000), Bytes.of(9000));

  @TempDir private Path folder;

  @Test
  void theSameContentIsOneFileUntilTheLastRequestEnds() throws IOException, MediaException {
    try (MediaSpool spool = MediaSpool.open(folder, Bytes.of(10_000));
        MediaScope first = spool.scope()) {
      MediaRef ref;
      try (MediaScope second = spool.scope()) {
        ref = add(first, png(100));
        assertThat(add(second, png(100))).isEqualTo(ref);
        assertThat(ref.type()).isEqualTo("image/png");
        assertThat(ref.sha256()).hasSize(64);
        assertThat(spool.used()).isEqualTo(Bytes.of(100));
      }
      assertThat(ref.file()).hasBinaryContent(png(100));
      release(first);
      assertThat(ref.file()).doesNotExist();
      assertThat(spool.used()).isEqualTo(Bytes.ZERO);
    }
  }

  @Test
  void tooLargeMediaStopsAtItsLimitAndLeavesNothing() throws IOException {
    try (MediaSpool spool = MediaSpool.open(folder, Bytes.of(1_000_000));
        MediaScope scope = spool.scope()) {
      assertThatThrownBy(() -> add(scope, png(5001)))
          .isInstanceOf(MediaException.TooLarge.class)
          .hasMessageContaining("5.00 kB")
          .hasMessageContaining("media.max_image_bytes");
      assertThat(spool.used()).isEqualTo(Bytes.ZERO);
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void runningRequestsNeverHoldMoreThanTheCapacity() throws IOException, MediaException {
    try (MediaSpool spool = MediaSpool.open(folder, Bytes.of(4000));
        MediaScope scope = spool.scope()) {
      add(scope, png(3000));
      assertThatThrownBy(() -> add(scope, png(1001)))
          .isInstanceOf(MediaException.SpoolFull.class)
          .hasMessageContaining("4.00 kB");
      assertThat(spool.used()).isEqualTo(Bytes.of(3000));
    }
  }

  @Test
  void whatIsNoMediaIsRefused() throws IOException {
    try (MediaSpool spool = MediaSpool.open(folder, Bytes.of(4000));
        MediaScope scope = spool.scope()) {
      assertThatThrownBy(() -> add(scope, new byte[] {'#', 'E', 'X', 'T', 'M', '3', 'U'}))
          .isInstanceOf(MediaException.UnsupportedType.class)
          .hasMessageContaining("#EXTM3U");
    }
  }

  @Test
  void openingRemovesWhatACrashLeftAndNothingElse() throws IOException {
    Files.write(folder.resolve("a".repeat(64)), png(10));
    Files.write(folder.resolve("in-7.part"), png(10));
    Path other = Files.write(folder.resolve("notes.txt"), png(10));
    MediaSpool.open(folder, Bytes.of(4000)).close();
    assertThat(folder).isDirectoryNotContaining(path -> !path.equals(other));
  }

  @Test
  void spoolOfAProcessThatIsGoneIsRemovedAndOneOfALiveProcessIsLeft() throws Exception {
    Process child = new ProcessBuilder("true").start();
    child.waitFor();
    Path gone = Files.createDirectories(folder.resolve(Long.toString(child.pid())));
    Files.write(gone.resolve("a".repeat(64)), png(10));
    long living = ProcessHandle.current().parent().orElseThrow().pid();
    Path theirs = Files.createDirectories(folder.resolve(Long.toString(living)));
    Path kept = Files.write(theirs.resolve("b".repeat(64)), png(10));

    MediaSpool.openOwn(folder, Bytes.of(4000)).close();

    assertThat(gone).doesNotExist();
    assertThat(kept).exists();
  }

  private static MediaRef add(MediaScope scope, byte[] content) throws IOException, MediaException {
    return scope.add(new ByteArrayInputStream(content), LIMITS);
  }

  private static void release(MediaScope scope) throws IOException {
    scope.close();
  }

  private static byte[] png(int length) {
    byte[] magic = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
    return Arrays.copyOf(magic, length);
  }
}
