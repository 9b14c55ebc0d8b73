package sarai.rag;

import java.io.IOException;
import java.net.URI;

/// Gets pages of the web. Whoever implements it decides which addresses may be read at all; they
/// come from strangers. Thread-safe.
@FunctionalInterface
public interface PageFetcher {
  /// What a server sent.
  final class Page {
    private final String contentType;
    private final byte[] body;

    /// @param contentType as the server calls it; may be empty
    /// @param body at most as many bytes as were asked for: the rest of a longer page is left; not
    ///   copied
    public Page(String contentType, byte[] body) {
      this.contentType = contentType;
      this.body = body;
    }

    String contentType() {
      return contentType;
    }

    byte[] body() {
      return body;
    }
  }

  /// Reads one page; an interrupt ends it early.
  ///
  /// @param mostBytes where reading stops
  /// @throws IOException when it may not be read or is not delivered; the message is for people
  Page fetch(URI address, int mostBytes) throws IOException;
}
