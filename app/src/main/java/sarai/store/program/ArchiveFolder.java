package sarai.store.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;

/// A folder that an archive is unpacked into, which trusts nothing that the archive says. Not
/// thread-safe.
final class ArchiveFolder {
  private static final long MOST_BYTES = 4L << 30;
  private static final int MOST_ENTRIES = 100_000;

  private final Path root;
  private final Set<Path> links = new TreeSet<>();
  private long bytes;
  private int entries;

  ArchiveFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  void folder(String name) throws IOException {
    Files.createDirectories(inside(name));
  }

  void file(String name, InputStream in, boolean executable)
      throws IOException, InterruptedException {
    Path file = inside(name);
    Files.createDirectories(file.getParent() == null ? root : file.getParent());
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      byte[] chunk = new byte[1 << 16];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        if (Thread.interrupted()) {
          throw new InterruptedException(name);
        }
        bytes += n;
        if (bytes > MOST_BYTES) {
          throw new IOException("unpacks to more than " + MOST_BYTES + " bytes");
        }
        out.write(chunk, 0, n);
      }
    }
    if (executable && !file.toFile().setExecutable(true)) {
      throw new IOException(name + " cannot be made executable");
    }
  }

  /// A symbolic link to something inside the folder.
  void link(String name, String target) throws IOException {
    Path link = inside(name);
    Path parent = link.getParent() == null ? root : link.getParent();
    Path to = parent.resolve(target).normalize();
    if (Path.of(target).isAbsolute() || !to.startsWith(root)) {
      throw new IOException("link " + name + " leads outside, to " + target);
    }
    Files.createDirectories(parent);
    Files.createSymbolicLink(link, Path.of(target));
    links.add(link);
  }

  /// The place of an entry: below the folder and below no link.
  private Path inside(String name) throws IOException {
    entries++;
    if (entries > MOST_ENTRIES) {
      throw new IOException("has more than " + MOST_ENTRIES + " entries");
    }
    Path path = root.resolve(name).normalize();
    if (Path.of(name).isAbsolute() || name.contains("\\") || !path.startsWith(root)) {
      throw new IOException("entry " + name + " leads outside");
    }
    for (Path part = path; part != null && !part.equals(root); part = part.getParent()) {
      if (links.contains(part)) {
        throw new IOException("entry " + name + " goes through a link");
      }
    }
    return path;
  }
}
