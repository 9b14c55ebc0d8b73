package sarai.engine.whisper;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// How workers are run. Immutable.
///
/// @param java command that starts a JVM with this program's class path, up to the main class
/// @param threads of each worker
/// @param startup longest time until a model is ready
/// @param patience longest time for one span; a worker that takes longer is taken for hung
/// @param library an installed libwhisper, looked for at each start; where there is none, or it
///   does not start, the one that comes with this program serves
public record WhisperSettings(
    List<String> java,
    int threads,
    Duration startup,
    Duration patience,
    Supplier<Optional<LibraryPlace>> library) {
  public WhisperSettings {
    java = List.copyOf(java);
  }

  /// The JVM and the class path that run this program.
  public static WhisperSettings ofThisProgram(int threads, Duration startup, Duration patience) {
    String home = System.getProperty("java.home");
    return new WhisperSettings(
        List.of(
            Path.of(home, "bin", "java").toString(), "-cp", System.getProperty("java.class.path")),
        threads,
        startup,
        patience,
        Optional::empty);
  }

  public WhisperSettings with(Supplier<Optional<LibraryPlace>> installed) {
    return new WhisperSettings(java, threads, startup, patience, installed);
  }
}
