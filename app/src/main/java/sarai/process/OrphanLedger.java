package sarai.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Notes which children run, one small file each, so that the next start can end those whose owner
/// was killed. Thread-safe; several programs may share the folder: only children of owners that are
/// gone are touched, and only when pid and start time both match.
public final class OrphanLedger {
  /// Name of the environment variable that marks a child.
  static final String NONCE = "SARAI_CHILD";

  private static final System.Logger LOG = System.getLogger(OrphanLedger.class.getName());

  /// Linux derives start times from a boot time that may move by a second when the clock is set.
  private static final Duration TOLERANCE = Duration.ofMillis(1500);

  private final Path folder;

  /// @param folder holds the notes; made when missing
  public OrphanLedger(Path folder) {
    this.folder = folder;
  }

  void note(String nonce, ProcessHandle child) {
    Note note = new Note(Identity.of(child), Identity.of(ProcessHandle.current()));
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(nonce), note.format());
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "child " + child.pid() + " is not in the ledger: " + e);
    }
  }

  void forget(String nonce) {
    try {
      Files.deleteIfExists(folder.resolve(nonce));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a ledger note stays", e);
    }
  }

  /// Ends the children that owners left behind, and waits for their end.
  ///
  /// @return their pids
  public List<Long> reap() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> notes = Files.list(folder)) {
      return notes.sorted().map(this::reap).flatMap(Optional::stream).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Optional<Long> reap(Path file) {
    Note note = read(file);
    if (note != null && note.owner().find().isPresent()) {
      return Optional.empty();
    }
    Optional<ProcessHandle> orphan =
        note == null
            ? Optional.empty()
            : note.child().find().filter(found -> carries(found, file.getFileName().toString()));
    orphan.ifPresent(OrphanLedger::kill);
    forget(file.getFileName().toString());
    return orphan.map(ProcessHandle::pid);
  }

  private static @Nullable Note read(Path file) {
    try {
      return Note.parse(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(System.Logger.Level.DEBUG, "no note: " + file, e);
      return null;
    }
  }

  /// Whether the process was started with the nonce; true where the system does not tell.
  private static boolean carries(ProcessHandle process, String nonce) {
    try {
      byte[] environment =
          Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
      return new String(environment, StandardCharsets.ISO_8859_1).contains(NONCE + "=" + nonce);
    } catch (IOException e) {
      return true;
    }
  }

  private static void kill(ProcessHandle orphan) {
    LOG.log(
        System.Logger.Level.INFO,
        "ending process {0}, left by an earlier run",
        Long.toString(orphan.pid()));
    orphan.destroyForcibly();
    try {
      orphan.onExit().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "process " + orphan.pid() + " does not end", e);
    }
  }

  /// One process for ever: a pid alone is reused.
  private record Identity(long pid, Instant startedAt) {
    static Identity of(ProcessHandle process) {
      return new Identity(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
    }

    Optional<ProcessHandle> find() {
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
    }

    private boolean isSame(ProcessHandle found) {
      Duration apart = Duration.between(of(found).startedAt(), startedAt).abs();
      return apart.compareTo(TOLERANCE) <= 0;
    }
  }

  private record Note(Identity child, Identity owner) {
    String format() {
      return "%d %d %d %d\n"
          .formatted(
              child.pid(),
              child.startedAt().toEpochMilli(),
              owner.pid(),
              owner.startedAt().toEpochMilli());
    }

    static Note parse(String text) {
      String[] words = text.strip().split(" ");
      if (words.length != 4) {
        throw new IllegalArgumentException("4 numbers expected, not " + words.length);
      }
      return new Note(identity(words[0], words[1]), identity(words[2], words[3]));
    }

    private static Identity identity(String pid, String millis) {
      return new Identity(Long.parseLong(pid), Instant.ofEpochMilli(Long.parseLong(millis)));
    }
  }
}
