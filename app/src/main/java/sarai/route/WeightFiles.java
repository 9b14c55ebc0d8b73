package sarai.route;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Learned weights in a folder: the ones in use and the ones before them. Their names hold a mark
/// of the shipped weights that they were learned from, so a newer program starts from its own.
/// Every change is one atomic move, so a reader sees old or new weights, never half of them.
public final class WeightFiles {
  private static final System.Logger LOG = System.getLogger("sarai.route");

  private final Path current;
  private final Path previous;

  public WeightFiles(Path folder) {
    String base = "router-%08x".formatted(shipped());
    current = folder.resolve(base + ".bin");
    previous = folder.resolve(base + ".previous.bin");
  }

  /// Those of a data folder.
  public static WeightFiles of(Path data) {
    return new WeightFiles(data.resolve("router"));
  }

  /// A mark of the shipped weights: that of their card, which is read sooner than they are.
  private static long shipped() {
    try (InputStream card = Resources.open("router.json")) {
      return ModelCard.crc32(card.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where the learned weights are, once there are any; it changes whenever others are put in use.
  public Path file() {
    return current;
  }

  /// The learned weights, or those that ship when none were learned.
  ///
  /// @throws IllegalArgumentException when the file holds no weights of this version
  public Weights current() {
    return Files.exists(current) ? Weights.parse(read(current)) : Weights.load();
  }

  /// The same, but what cannot be read is logged and the weights that ship stand in for it.
  public Weights currentOrShipped() {
    try {
      return current();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      LOG.log(
          Level.WARNING,
          "the learned weights cannot be used, the shipped ones are: {0}",
          e.getMessage());
      return Weights.load();
    }
  }

  /// Puts weights in use and keeps the ones before: those of [#currentOrShipped].
  public void promote(Weights weights) {
    write(previous, currentOrShipped().toBytes());
    write(current, weights.toBytes());
  }

  /// Puts the weights before back, byte for byte.
  ///
  /// @return false when there are none
  public boolean rollback() {
    if (!Files.exists(previous)) {
      return false;
    }
    write(current, read(previous));
    return true;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, bytes);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
