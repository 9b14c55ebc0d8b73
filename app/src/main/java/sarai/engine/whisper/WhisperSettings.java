package sarai.engine.whisper;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How workers are run. Immutable.
///
/// @param java command that starts a JVM with this program's class path, up to the main class
/// @param scratch folder of the workers' own folders; on a disk, since graphs of a large model take
///   gigabytes while they are loaded and a system's temporary folder is often memory
/// @param threads of each worker
/// @param startup longest time until a model is ready
/// @param patience longest time for one span; a worker that takes longer is taken for hung
/// @param libraries what may compute, the best first: the next serves where one does not start
public record WhisperSettings(
    List<String> java,
    Path scratch,
    int threads,
    Duration startup,
    Duration patience,
    List<WhisperLibrary.Kind> libraries) {
  public WhisperSettings {
    java = List.copyOf(java);
    libraries = List.copyOf(libraries);
  }

  /// The JVM and the class path that run this program.
  public static WhisperSettings ofThisProgram(
      Path scratch, int threads, Duration startup, Duration patience) {
    String home = System.getProperty("java.home");
    return new WhisperSettings(
        List.of(
            Path.of(home, "bin", "java").toString(), "-cp", System.getProperty("java.class.path")),
        scratch,
        threads,
        startup,
        patience,
        List.of(WhisperLibrary.Kind.values()));
  }

  /// With one library only.
  WhisperSettings with(WhisperLibrary.Kind library) {
    return new WhisperSettings(java, scratch, threads, startup, patience, List.of(library));
  }
}
