package sarai.store.model;

import java.nio.file.Path;

/// A file that is here. Immutable.
///
/// @param key what the lock file pins it under
/// @param name its file name, for people
/// @param size bytes
/// @param sha256 hex
/// @param source where it came from, for people
public record StoredFile(
    String key, String name, Path path, long size, String sha256, String source) {}
