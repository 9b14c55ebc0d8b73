package sarai.store.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Looks whether a file whose bytes arrived is what its name says, before it is stored.
/// Thread-safe.
@FunctionalInterface
public interface FileCheck {
  /// @param name the file's name, which tells its kind
  /// @throws IOException when it is something else, saying what
  void check(String name, Path file) throws IOException;

  /// Looks at the first four bytes of GGUF and GGML files; other kinds pass.
  static FileCheck magic() {
    return (name, file) -> {
      if (name.endsWith(".gguf")) {
        require(name, file, "GGUF");
      } else if (name.matches("(.*/)?ggml-.*\\.bin")) {
        require(name, file, "lmgg");
      }
    };
  }

  private static void require(String name, Path file, String magic) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] found = in.readNBytes(magic.length());
      if (!Arrays.equals(found, magic.getBytes(StandardCharsets.US_ASCII))) {
        throw new IOException(
            "%s begins with %s, not with %s"
                .formatted(name, new String(found, StandardCharsets.ISO_8859_1), magic));
      }
    }
  }
}
