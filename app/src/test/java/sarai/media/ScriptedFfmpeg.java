package sarai.media;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sarai.store.Program;

/// A child that runs a shell script in FFmpeg's place; the arguments are the script's.
final class ScriptedFfmpeg {
  private ScriptedFfmpeg() {}

  static Ffmpeg running(String script) {
    Program program = new Program(List.of("/bin/sh", "-c", script, "ffmpeg"), Path.of("/"), "");
    return new Ffmpeg(() -> Optional.of(program), Ffmpeg.Limits.standard(), ProcessBuilder::start);
  }
}
