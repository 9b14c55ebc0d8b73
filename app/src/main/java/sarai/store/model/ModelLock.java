package sarai.store.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import sarai.store.StoreException;
import sarai.store.fetch.AtomicFile;
import sarai.store.fetch.Folders;
import sarai.store.fetch.Pause;
import sarai.store.fetch.SingleFlight;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `models.lock`: which bytes each file name stands for. Read anew each time, replaced atomically,
/// changed under a file lock, so several processes may share it. Thread-safe.
final class ModelLock {
  private static final int VERSION = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path file;
  private final Pause pause;

  ModelLock(Path file, Pause pause) {
    this.file = file;
    this.pause = pause;
  }

  private record Content(int version, Map<String, Pin> files) {}

  /// Every pin by its key, in the order of the keys.
  Map<String, Pin> pins() throws StoreException {
    try {
      return Collections.unmodifiableMap(read());
    } catch (IOException e) {
      throw new StoreException.FolderFailed(file.toString(), e);
    }
  }

  void put(String key, Pin pin) throws StoreException, InterruptedException {
    change(pins -> pins.put(key, pin));
  }

  /// Applies a change to what is there now.
  void change(Consumer<Map<String, Pin>> change) throws StoreException, InterruptedException {
    Path guard = Folders.parent(file).resolve("models").resolve("locks").resolve("models.lock");
    try (SingleFlight _ = SingleFlight.enter(guard, pause, () -> {})) {
      Map<String, Pin> pins = read();
      change.accept(pins);
      AtomicFile.write(file, JSON.writeValueAsString(new Content(VERSION, pins)) + "\n");
    } catch (IOException e) {
      throw new StoreException.FolderFailed(file.toString(), e);
    }
  }

  private Map<String, Pin> read() throws IOException {
    if (!Files.exists(file)) {
      return new TreeMap<>();
    }
    try {
      Content content = JSON.readValue(Files.readString(file), Content.class);
      if (content.version() != VERSION) {
        throw new IOException(
            "is of version %d, this program reads %d".formatted(content.version(), VERSION));
      }
      return new TreeMap<>(content.files());
    } catch (JacksonException e) {
      throw new IOException("is not a lock file; move it away and pull again", e);
    }
  }
}
