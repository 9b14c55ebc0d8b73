package sarai.agent;

import java.io.IOException;
import java.net.URI;
import sarai.media.GuardedFetch;
import sarai.media.HttpBody;
import sarai.media.MediaException;
import sarai.rag.PageFetcher;

/// Web pages under the same guard as media: public addresses only, checked again at each redirect.
/// Thread-safe.
public final class GuardedPages implements PageFetcher {
  private final GuardedFetch fetch;

  public GuardedPages(GuardedFetch fetch) {
    this.fetch = fetch;
  }

  @Override
  public Page fetch(URI address, int mostBytes) throws IOException {
    try (HttpBody body = fetch.open(address)) {
      return new Page(body.contentType(), body.content().readNBytes(mostBytes));
    } catch (MediaException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
