package sarai.pool;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One request that waits for a model. The owner thread writes its status, the requester reads it.
final class Waiter {
  /// What a requester may tell its client.
  ///
  /// @param loading whether the model is being loaded already
  /// @param position 1 is next
  /// @param fraction of the load that is done; null when unknown
  /// @param etaSeconds null when nothing was measured yet
  record Status(
      boolean loading, int position, @Nullable Double fraction, @Nullable Double etaSeconds) {}

  final String model;
  final long arrivedNanos;
  final long deadlineNanos;
  final CompletableFuture<Lease> answer = new CompletableFuture<>();

  /// Who had to leave for the load that it waited for; set before the answer is.
  List<String> evicted = List.of();

  private volatile @Nullable Status status;

  /// @param deadlineNanos on the pool's clock; `Long.MAX_VALUE` for none
  Waiter(String model, long arrivedNanos, long deadlineNanos) {
    this.model = model;
    this.arrivedNanos = arrivedNanos;
    this.deadlineNanos = deadlineNanos;
  }

  @Nullable Status status() {
    return status;
  }

  void status(Status changed) {
    status = changed;
  }
}
