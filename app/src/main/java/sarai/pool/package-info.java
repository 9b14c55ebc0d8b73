/// Which models are in memory, and who may use them: one owner thread, a ledger in bytes, leases.
///
/// [sarai.pool.ModelPool] is the door. Behind it a [sarai.pool.Scheduler] consumes events and
/// orders effects; it has no thread, no clock and no lock of its own, so tests drive it step by
/// step.
@NullMarked
package sarai.pool;

import org.jspecify.annotations.NullMarked;
