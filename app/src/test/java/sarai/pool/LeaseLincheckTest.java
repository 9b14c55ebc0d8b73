package sarai.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/// A lease may be closed by several threads at once (a client that leaves, an answer that ends): it
/// is released exactly once.
public class LeaseLincheckTest {
  private final AtomicInteger releases = new AtomicInteger();
  private final Lease lease = new Lease("a", new Rig.Running("a", 1), releases::incrementAndGet);

  @Operation
  public void close() {
    lease.close();
  }

  /// A second close may return before the first one has released, so that only this is promised.
  @Operation
  public boolean wasReleasedTwice() {
    return releases.get() > 1;
  }

  @Test
  void aLeaseIsReleasedOnceWhoeverClosesIt() {
    new ModelCheckingOptions()
        .iterations(5)
        .invocationsPerIteration(200)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(1)
        .sequentialSpecification(Once.class)
        .check(LeaseLincheckTest.class);
  }

  /// What a lease must look like to its users.
  public static final class Once {
    public void close() {}

    public boolean wasReleasedTwice() {
      return false;
    }
  }
}
