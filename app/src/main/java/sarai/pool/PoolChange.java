package sarai.pool;

import java.time.Instant;
import sarai.units.Bytes;

/// One change of a model's state.
///
/// @param reason why, in words
/// @param bytes what the model holds of the budget after the change
public record PoolChange(
    Instant at,
    String model,
    ModelState from,
    ModelState to,
    Cause cause,
    String reason,
    Bytes bytes) {}
