package sarai.pool;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/// A lease may be closed by several threads at once (a client that leaves, an answer that ends): it
/// is released exactly once.
public class LeaseLincheckTest {
  private final AtomicInteger releases = new AtomicInteger();
  private final Lease lease = new Lease("a", new Rig.Process("a", 1), releases::incrementAndGet);

  @Operation
  public int close() {
    lease.close();
    return releases.get();
  }

  @Operation
  public int releases() {
    return releases.get();
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

  /// What a lease must look like to its users. A second close may return before the first one has
  /// released, therefore only an upper bound is told.
  public static final class Once {
    private int releases;

    public int close() {
      releases = 1;
      return releases;
    }

    public int releases() {
      return releases;
    }
  }
}
