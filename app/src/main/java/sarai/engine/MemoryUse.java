package sarai.engine;

import sarai.process.ProcessMemory;
import sarai.units.Bytes;

/// What a process takes, as the system tells it.
///
/// @param charged what the budget counts: Pss where the system knows it, resident size elsewhere
/// @param anonymous memory that no file backs; zero where the system does not tell
/// @param peak greatest resident size so far; zero where the system does not tell
public record MemoryUse(Bytes charged, Bytes anonymous, Bytes peak) {
  public static final MemoryUse NONE = new MemoryUse(Bytes.ZERO, Bytes.ZERO, Bytes.ZERO);

  public static MemoryUse of(ProcessMemory process) {
    return new MemoryUse(process.charged(), process.anonymous(), process.peak());
  }
}
