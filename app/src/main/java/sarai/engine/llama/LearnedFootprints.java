package sarai.engine.llama;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sarai.engine.Footprint;
import sarai.units.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What models really took in earlier runs, kept in a file. Thread-safe.
///
/// Each model's most recent [#RUNS] runs count; the [#MODELS] most recently measured models are
/// kept.
public final class LearnedFootprints {
  static final int RUNS = 5;
  static final int MODELS = 1000;
  private static final long MAX_FILE = 8L << 20;
  private static final double MISMATCH = 0.15;
  private static final System.Logger LOG = System.getLogger(LearnedFootprints.class.getName());

  private final Object lock = new Object();
  private final Path file;
  private final JsonMapper json = JsonMapper.shared();

  @GuardedBy("lock")
  private final Map<String, List<Run>> runs;

  private LearnedFootprints(Path file, Map<String, List<Run>> runs) {
    this.file = file;
    this.runs = runs;
  }

  /// Opens what was learned; a file that cannot be read counts as empty, and the log says so.
  ///
  /// @param file need not exist; its folder is made when something is learned
  public static LearnedFootprints open(Path file) {
    return new LearnedFootprints(file, read(file));
  }

  /// The most that recent runs took; empty when there were none.
  Optional<Footprint> footprint(Key key) {
    synchronized (lock) {
      return Optional.ofNullable(runs.get(key.text())).map(LearnedFootprints::greatest);
    }
  }

  /// Remembers what a run took. Says in the log when it took over 15 % more than was expected.
  ///
  /// @param expected what was reserved for it
  /// @param continues whether this is a later reading of the run that was recorded last
  /// @throws UncheckedIOException when the file cannot be written; the run counts all the same
  void record(Key key, Footprint expected, Bytes peak, Bytes steady, boolean continues) {
    warnOfMismatch(key, expected, new Footprint(peak, steady, true));
    synchronized (lock) {
      List<Run> known = new ArrayList<>(runs.getOrDefault(key.text(), List.of()));
      if (continues && !known.isEmpty()) {
        known.removeLast();
      }
      known.add(new Run(peak.value(), steady.value()));
      List<Run> recent = known.subList(Math.max(0, known.size() - RUNS), known.size());
      runs.remove(key.text());
      runs.put(key.text(), List.copyOf(recent));
      while (runs.size() > MODELS) {
        runs.remove(runs.keySet().iterator().next());
      }
      write();
    }
  }

  private static Footprint greatest(List<Run> runs) {
    long peak = runs.stream().mapToLong(Run::peak).max().orElseThrow();
    long steady = runs.stream().mapToLong(Run::steady).max().orElseThrow();
    return new Footprint(Bytes.of(peak), Bytes.of(steady), true);
  }

  private static void warnOfMismatch(Key key, Footprint expected, Footprint seen) {
    double off = (double) seen.peak().value() / expected.peak().value() - 1;
    if (off > MISMATCH) {
      LOG.log(
          System.Logger.Level.WARNING,
          "memory of {0}: {1} expected, {2} measured at the peak",
          key.text(),
          expected.peak(),
          seen.peak());
    }
  }

  private static Map<String, List<Run>> read(Path file) {
    Map<String, List<Run>> runs = new LinkedHashMap<>();
    try {
      if (Files.size(file) > MAX_FILE) {
        throw new IOException(file + " has " + Files.size(file) + " bytes, at most " + MAX_FILE);
      }
      Content content = JsonMapper.shared().readValue(Files.readAllBytes(file), Content.class);
      List<Model> models = content == null ? List.of() : content.models();
      models.stream()
          .filter(model -> !model.runs().isEmpty())
          .forEach(model -> runs.put(model.key(), model.runs()));
    } catch (NoSuchFileException e) {
      LOG.log(System.Logger.Level.DEBUG, "nothing learned yet: {0}", file);
    } catch (IOException | JacksonException e) {
      LOG.log(System.Logger.Level.WARNING, "starting without learned memory figures: " + file, e);
    }
    return runs;
  }

  @GuardedBy("lock")
  private void write() {
    List<Model> models =
        runs.entrySet().stream().map(entry -> new Model(entry.getKey(), entry.getValue())).toList();
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, "footprints", ".tmp");
      try {
        Files.write(fresh, json.writeValueAsBytes(new Content(models)));
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a measurement holds for.
  ///
  /// @param sha256 of the weights
  /// @param projector digest or name of the projector; null without
  /// @param engineVersion as the engine calls itself
  record Key(
      String sha256, @Nullable String projector, LlamaArguments arguments, String engineVersion) {
    String text() {
      String eyes = projector == null ? "-" : projector;
      return String.join("|", sha256, eyes, arguments.toString(), engineVersion);
    }
  }

  /// One run, in bytes.
  record Run(long peak, long steady) {
    Run {
      if (steady <= 0 || peak < steady) {
        throw new IllegalArgumentException("peak " + peak + ", steady " + steady);
      }
    }
  }

  record Model(String key, List<Run> runs) {
    Model {
      runs = List.copyOf(runs);
    }
  }

  record Content(List<Model> models) {
    Content {
      models = List.copyOf(models);
    }
  }
}
