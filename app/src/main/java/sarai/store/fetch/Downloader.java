package sarai.store.fetch;

import java.io.IOException;
import java.nio.file.Path;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;

/// Fetches files over HTTP, from where an earlier attempt stopped. Thread-safe; two calls must not
/// share a partial file.
public final class Downloader {
  private final Http http;
  private final Retries retries;
  private final FreeSpace space;

  public Downloader(Http http, Retries retries, FreeSpace space) {
    this.http = http;
    this.retries = retries;
    this.space = space;
  }

  /// Fetches until `partial` is complete and verified. What arrived before a failure or an
  /// interrupt stays there for the next call; bytes that are wrong do not.
  ///
  /// @param partial where the bytes grow; the caller moves it to its final name
  /// @return hex SHA-256 of the file
  public String fetch(Download download, Path partial, StoreProgress progress)
      throws StoreException, InterruptedException {
    try {
      return fetch(new Transfer(http, space, download, PartialFile.open(partial), progress));
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException(download.file());
      }
      throw new StoreException.FolderFailed(partial.toString(), e);
    }
  }

  private String fetch(Transfer transfer) throws IOException, StoreException, InterruptedException {
    int failures = 0;
    while (true) {
      long before = transfer.done();
      try {
        transfer.run();
        return transfer.verify();
      } catch (TransferFailed e) {
        if (Thread.interrupted()) {
          throw new InterruptedException(transfer.download().file());
        }
        failures = transfer.done() > before ? 1 : failures + 1;
        if (failures >= retries.attempts()) {
          throw new StoreException.NetworkFailed(
              "%s from %s: %s; %d attempts without a byte, %d of %d bytes are kept. Check the connection and run it again: it goes on from there"
                  .formatted(
                      transfer.download().file(),
                      transfer.download().source(),
                      e.getMessage(),
                      failures,
                      transfer.done(),
                      transfer.total()),
              e);
        }
        transfer.tell(new StoreEvent.Retrying(transfer.download().file(), "" + e.getMessage()));
        awaitAfter(e, failures);
      }
    }
  }

  private void awaitAfter(TransferFailed failure, int failures) throws InterruptedException {
    if (failure.notBefore().isZero()) {
      retries.awaitAfter(failures);
    } else {
      retries.pause().await(failure.notBefore());
    }
  }
}
