package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import sarai.chat.MediaRef;
import sarai.units.Bytes;

/// What people are told of a file that FFmpeg cannot read: why, and nothing of this machine.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "runs sh")
class DamagedFileTest {
  private static final String CAUSE = "FFmpeg says: the file: moov atom not found";

  /// As FFmpeg 9 reports a file without its end.
  private static final Ffmpeg REFUSING =
      ScriptedFfmpeg.running(
          """
          for argument; do case $argument in file:*) input=$argument;; esac; done
          echo "[in#0 @ 0x55ad] [mov,mp4,m4a @ 0x55ae] $input: moov atom not found" >&2
          echo "[in#0 @ 0x55ad] Error opening input: Invalid data found" >&2
          echo "Error opening input file $input." >&2
          exit 1
          """);

  @TempDir Path folder;

  @Test
  void aSoundIsRefusedInOneLineWithTheCause() throws Exception {
    try (PcmWriter out = new PcmWriter(folder.resolve("out.f32"), Waves.LIMITS)) {
      AudioChild child = new AudioChild(REFUSING, Waves.LIMITS);
      assertThat(said(() -> child.decode(folder.resolve("a b.m4a"), MediaType.M4A, out)))
          .endsWith(CAUSE);
    }
  }

  @Test
  void aPictureIsRefusedInOneLineWithTheCause() {
    MediaRef heic =
        new MediaRef("ab".repeat(32), folder.resolve("a.heic"), Bytes.of(10), "image/heic");
    ImageDecoder decoder = new ImageDecoder(REFUSING, 10_000);
    assertThat(said(() -> decoder.decode(heic, size -> size))).endsWith(CAUSE);
  }

  @Test
  void aClipIsRefusedInOneLine() {
    assertThat(said(() -> MediaProbe.of(folder.resolve("a.mp4"), MediaType.MP4, REFUSING)))
        .contains("FFmpeg says: ");
  }

  private String said(ThrowingCallable reading) {
    String message = String.valueOf(catchThrowable(reading).getMessage());
    assertThat(message).hasLineCount(1).doesNotContain("0x", folder.toString());
    return message;
  }
}
