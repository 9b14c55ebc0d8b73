package sarai.store.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import sarai.store.fetch.AtomicFile;
import sarai.store.fetch.Sha256;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Digests of files outside the store, hashed once and remembered while size and time stay.
/// Thread-safe; what two processes learn at once may have to be learned again.
final class SeenFiles {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path memory;

  SeenFiles(Path memory) {
    this.memory = memory;
  }

  /// @param modified milliseconds since 1970
  private record Seen(long size, long modified, String sha256) {}

  synchronized String sha256(Path file) throws IOException, InterruptedException {
    String key = file.toAbsolutePath().normalize().toString();
    long size = Files.size(file);
    long modified = Files.getLastModifiedTime(file).toMillis();
    Map<String, Seen> all = read();
    Seen seen = all.get(key);
    if (seen != null && seen.size() == size && seen.modified() == modified) {
      return seen.sha256();
    }
    String sha256 = Sha256.of(file);
    all.put(key, new Seen(size, modified, sha256));
    AtomicFile.write(memory, JSON.writeValueAsString(all));
    return sha256;
  }

  private Map<String, Seen> read() throws IOException {
    if (!Files.exists(memory)) {
      return new TreeMap<>();
    }
    try {
      return JSON.readValue(
          Files.readString(memory), new TypeReference<TreeMap<String, Seen>>() {});
    } catch (JacksonException damaged) {
      return new TreeMap<>();
    }
  }
}
