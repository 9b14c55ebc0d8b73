package sarai.store.program;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.tukaani.xz.XZInputStream;
import sarai.store.StoreException;

/// Unpacks zip, tar.gz and tar.xz archives of others within bounds: no path leaves the folder, no
/// link points out of it, and neither bytes nor entries exceed a limit.
final class Archive {
  private static final int XZ_MEMORY_KIB = 256 << 10;

  private Archive() {}

  /// @param name tells the kind by its ending
  static void unpack(Path archive, String name, Path root)
      throws IOException, StoreException, InterruptedException {
    ArchiveFolder folder = new ArchiveFolder(root);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
      if (name.endsWith(".zip")) {
        unzip(in, folder);
      } else if (name.endsWith(".tar.gz")) {
        Tar.unpack(new GZIPInputStream(in), folder);
      } else if (name.endsWith(".tar.xz")) {
        Tar.unpack(new XZInputStream(in, XZ_MEMORY_KIB), folder);
      } else {
        throw new IOException("an archive of a kind that is not known");
      }
    } catch (IOException e) {
      throw new StoreException.Unusable(name + " cannot be unpacked: " + e.getMessage(), e);
    }
  }

  private static void unzip(InputStream in, ArchiveFolder folder)
      throws IOException, InterruptedException {
    ZipInputStream zip = new ZipInputStream(in);
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (entry.isDirectory()) {
        folder.folder(entry.getName());
      } else {
        folder.file(entry.getName(), zip, true);
      }
    }
  }
}
