package sarai.store.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import sarai.store.StoreException;

/// Small requests that are repeated when the network or the server stumbles.
final class Attempts {
  private Attempts() {}

  private static boolean nobodyThere(IOException failure) {
    return failure instanceof UnknownHostException || failure instanceof ConnectException;
  }

  /// A request that may be sent again.
  interface Call<T> {
    T run() throws IOException, StoreException;
  }

  /// @param what for the error text
  static <T> T of(Retries retries, String what, Call<T> call)
      throws StoreException, InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return call.run();
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException(what);
        }
        if (failures >= retries.attempts() || (failures >= 2 && nobodyThere(e))) {
          throw new StoreException.NetworkFailed(
              "%s: %s (%d attempts)".formatted(what, e, failures), e);
        }
        retries.awaitAfter(failures);
      }
    }
  }
}
