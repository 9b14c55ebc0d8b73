package sarai.store.model;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file that a model needs and the places that it may come from, best first. Immutable.
///
/// @param name file name or path as configured
/// @param sha256 hex digest that the stored file must have; null when nobody has seen it yet
record WantedFile(String name, List<FileSource> sources, @Nullable String sha256) {
  WantedFile {
    sources = List.copyOf(sources);
  }

  /// The name without folders, for people.
  String shortName() {
    Path last = Path.of(name).getFileName();
    return last == null ? name : last.toString();
  }
}
