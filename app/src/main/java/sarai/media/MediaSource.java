package sarai.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;

/// Where a piece of media comes from.
public sealed interface MediaSource {
  /// A file that the user of the command line or of the Java API names. Never made from HTTP.
  record LocalFile(Path path) implements MediaSource {}

  /// An address or inline content, as a client of the HTTP API writes it: `data:…;base64,…`,
  /// `file:`, `http:`, `https:`, or bare base64. A bare path is base64 here, and hence refused.
  record Reference(String text) implements MediaSource {
    /// Without the content, which may be large and private.
    @Override
    public String toString() {
      return "Reference[" + text.length() + " characters]";
    }
  }

  /// A file that is being uploaded; whoever opened the stream closes it.
  record Upload(InputStream content) implements MediaSource {}

  /// The bytes of a file.
  final class Content implements MediaSource {
    private final byte[] bytes;

    /// @param bytes not copied: leave the array alone
    public Content(byte[] bytes) {
      this.bytes = bytes;
    }

    InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /// A picture that is already decoded.
  record Picture(BufferedImage image) implements MediaSource {}
}
