package sarai.store.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import sarai.store.StoreException;

/// Several waits at once, each on a virtual thread, so that an interrupt of the caller ends them
/// all.
final class Together {
  private Together() {}

  /// Runs all of them, also when one fails: what the others fetch is kept.
  ///
  /// @param most how many at the same time
  /// @return the results in the order of the tasks
  /// @throws StoreException the first failure, the others suppressed in it
  static <T> List<T> run(List<Callable<T>> tasks, int most)
      throws StoreException, InterruptedException {
    Semaphore places = new Semaphore(most);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> task : tasks) {
        futures.add(threads.submit(() -> placed(places, task)));
      }
      return results(futures);
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }

  private static <T> T placed(Semaphore places, Callable<T> task) throws Exception {
    places.acquire();
    try {
      return task.call();
    } finally {
      places.release();
    }
  }

  private static <T> List<T> results(List<Future<T>> futures)
      throws StoreException, InterruptedException {
    List<T> results = new ArrayList<>();
    StoreException failure = null;
    for (Future<T> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        failure = joined(failure, known(e));
      }
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  private static StoreException joined(@Nullable StoreException first, StoreException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  private static StoreException known(ExecutionException e) throws InterruptedException {
    return switch (e.getCause()) {
      case StoreException known -> known;
      case InterruptedException _ -> throw new InterruptedException("a fetch was interrupted");
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      case null, default -> throw new IllegalStateException("a fetch failed oddly", e);
    };
  }
}
