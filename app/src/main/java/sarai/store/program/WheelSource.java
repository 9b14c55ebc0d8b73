package sarai.store.program;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Fetching;
import sarai.store.fetch.Requirement;
import sarai.store.fetch.Sha256;
import sarai.store.fetch.Wheel;

/// FFmpeg out of the Python package `imageio-ffmpeg`: one static executable. On Linux x86-64, where
/// the file was seen, its digest is pinned; elsewhere the package client's own check must do.
record WheelSource(Fetching fetching, Platform platform) implements ProgramSource {
  private static final Requirement PACKAGE = Requirement.parse("imageio-ffmpeg==0.8.1");
  private static final String MEMBER = "imageio_ffmpeg/binaries/ffmpeg-*";
  private static final long LINUX_SIZE = 172_692_552;
  private static final String LINUX_SHA256 =
      "0d709a0bed1a43f24cd2c420878c63afea4580671b6949ad19ed124572f3bc3d";
  private static final long MOST_BYTES = 512L << 20;

  @Override
  public String label() {
    return "the package registry";
  }

  @Override
  public Unpacked unpack(Path work, Path root, StoreProgress progress)
      throws IOException, StoreException, InterruptedException {
    fetching.space().require(work, LINUX_SIZE * 2);
    progress.on(new StoreEvent.Began("ffmpeg", label(), 0, -1));
    Wheel wheel =
        fetching
            .packages()
            .fetch(
                PACKAGE, work, bytes -> progress.on(new StoreEvent.Advanced("ffmpeg", bytes, -1)));
    boolean windows = platform.system() == Platform.OperatingSystem.WINDOWS;
    Path executable = root.resolve(windows ? "ffmpeg.exe" : "ffmpeg");
    try (OutputStream out = Files.newOutputStream(executable)) {
      wheel.copy(MEMBER, MOST_BYTES, out);
    }
    check(executable);
    if (!executable.toFile().setExecutable(true)) {
      throw new StoreException.Unusable(executable + " cannot be made executable", null);
    }
    return Unpacked.executable(root, executable, label());
  }

  private void check(Path executable) throws IOException, StoreException, InterruptedException {
    if (platform.system() != Platform.OperatingSystem.LINUX || platform.arm()) {
      return;
    }
    String found = Sha256.of(executable);
    if (!found.equals(LINUX_SHA256)) {
      throw new StoreException.WrongChecksum(
          "ffmpeg from " + PACKAGE, "sha256 " + LINUX_SHA256, found);
    }
  }
}
