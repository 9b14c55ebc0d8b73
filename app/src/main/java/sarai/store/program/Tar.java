package sarai.store.program;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Reads tar archives: ustar, GNU long names and pax paths; files, folders and symbolic links.
/// Other kinds of entries are passed over.
final class Tar {
  private static final int BLOCK = 512;
  private static final int MOST_NAME = 1 << 16;

  private final InputStream in;
  private final ArchiveFolder folder;
  private String longName = "";
  private String longLink = "";

  private Tar(InputStream in, ArchiveFolder folder) {
    this.in = in;
    this.folder = folder;
  }

  static void unpack(InputStream in, ArchiveFolder folder)
      throws IOException, InterruptedException {
    Tar tar = new Tar(in, folder);
    byte[] header = new byte[BLOCK];
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      tar.entry(header);
    }
  }

  private void entry(byte[] header) throws IOException, InterruptedException {
    long size = octal(header, 124, 12);
    char type = (char) header[156];
    switch (type) {
      case 'L' -> longName = name(size);
      case 'K' -> longLink = name(size);
      case 'x' -> pax(name(size));
      default -> {
        String name = longName.isEmpty() ? path(header) : longName;
        String link = longLink.isEmpty() ? text(header, 157, 100) : longLink;
        longName = "";
        longLink = "";
        place(header, type, name, link, size);
      }
    }
  }

  private void place(byte[] header, char type, String name, String link, long size)
      throws IOException, InterruptedException {
    switch (type) {
      case '0', '\0' -> {
        boolean executable = (octal(header, 100, 8) & 0111) != 0;
        folder.file(name, new Part(in, size), executable);
        in.skipNBytes(padding(size));
      }
      case '5' -> folder.folder(name);
      case '2' -> folder.link(name, link);
      default -> in.skipNBytes(size + padding(size));
    }
  }

  private String name(long size) throws IOException {
    if (size > MOST_NAME) {
      throw new IOException("has a name of " + size + " bytes");
    }
    byte[] bytes = in.readNBytes((int) size);
    in.skipNBytes(padding(size));
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("\0+$", "");
  }

  /// Records of `length key=value\n`.
  private void pax(String records) {
    for (String record : records.split("\n")) {
      String entry = record.substring(record.indexOf(' ') + 1);
      if (entry.startsWith("path=")) {
        longName = entry.substring("path=".length());
      } else if (entry.startsWith("linkpath=")) {
        longLink = entry.substring("linkpath=".length());
      }
    }
  }

  private static String path(byte[] header) {
    boolean ustar = text(header, 257, 5).equals("ustar") && header[262] == 0;
    String prefix = ustar ? text(header, 345, 155) : "";
    String name = text(header, 0, 100);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] header, int offset, int length) {
    int end = offset;
    while (end < offset + length && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header, int offset, int length) throws IOException {
    String digits = text(header, offset, length).strip();
    if (!digits.matches("[0-7]{0,12}")) {
      throw new IOException("has a damaged header");
    }
    return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }

  /// The bytes of one entry.
  private static final class Part extends FilterInputStream {
    private long left;

    Part(InputStream in, long size) {
      super(in);
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("ends inside an entry");
      }
      left -= count;
      return count;
    }
  }
}
