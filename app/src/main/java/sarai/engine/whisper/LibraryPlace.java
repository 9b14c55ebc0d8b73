package sarai.engine.whisper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sarai.store.Program;

/// Where an installed libwhisper lies: beside a llama-server out of Debian packages, with the same
/// ggml, whose back ends are made for each generation of processors. Immutable.
///
/// ggml's back end for BLAS and OpenBLAS lie in a folder of their own beside them: a llama-server
/// that found them would compute its prompts with them.
///
/// @param loader how a program is started on the C library that was unpacked with it
/// @param library libwhisper itself
/// @param backends folder of ggml's back ends
public record LibraryPlace(List<String> loader, Path library, Path backends) {
  private static final String LIBRARY = "libwhisper.so.1";
  private static final String WITH_LIBRARIES = "--library-path";

  /// Below the folder of the library.
  private static final String ALGEBRA = "blas/usr/lib/x86_64-linux-gnu";

  public LibraryPlace {
    loader = List.copyOf(loader);
  }

  /// The one beside this llama-server, if it is one that brings its own C library.
  public static Optional<LibraryPlace> beside(Program llamaServer) {
    List<String> command = llamaServer.command();
    if (command.size() < 4 || !command.get(1).equals(WITH_LIBRARIES)) {
      return Optional.empty();
    }
    Path library = Path.of(command.getFirst()).resolveSibling(LIBRARY);
    return Files.isRegularFile(library)
        ? Optional.of(
            new LibraryPlace(
                List.of(command.get(0), WITH_LIBRARIES, command.get(2) + algebraLibraries(library)),
                library,
                llamaServer.workingFolder()))
        : Optional.empty();
  }

  private static String algebraLibraries(Path library) {
    Path folder = library.resolveSibling(ALGEBRA);
    return Files.isDirectory(folder) ? ":" + folder + ":" + folder.resolve("openblas-openmp") : "";
  }

  /// ggml's back end for BLAS, if it was installed.
  Optional<Path> algebra() {
    return Optional.of(library.resolveSibling(ALGEBRA + "/ggml/backends0/libggml-blas.so"))
        .filter(Files::isRegularFile);
  }

  /// From two paths, as of [#paths], inside a process that [#loader] started.
  static LibraryPlace of(String library, String backends) {
    return new LibraryPlace(List.of(), Path.of(library), Path.of(backends));
  }

  List<String> paths() {
    return List.of(library.toString(), backends.toString());
  }

  /// The same command, started by the loader: the JVM then runs on the newer C library.
  List<String> loading(List<String> command) {
    return Stream.concat(loader.stream(), command.stream()).toList();
  }
}
