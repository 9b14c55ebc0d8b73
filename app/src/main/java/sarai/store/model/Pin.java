package sarai.store.model;

import org.jspecify.annotations.Nullable;

/// What `models.lock` holds of one file. Immutable.
///
/// @param name the file's name, for people
/// @param size bytes
/// @param sha256 hex digest of the stored file
/// @param source where it came from, for people
/// @param commit the repository's commit, for a hub file
record Pin(String name, long size, String sha256, String source, @Nullable String commit) {
  Pin {
    if (size < 0 || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "%s: size %d or sha256 '%s' is not one".formatted(name, size, sha256));
    }
  }
}
