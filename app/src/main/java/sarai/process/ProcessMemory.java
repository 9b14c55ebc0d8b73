package sarai.process;

import sarai.units.Bytes;

/// What a process takes, as the system tells it.
///
/// @param charged Pss where the system knows it, resident size elsewhere
/// @param anonymous memory that no file backs; zero where the system does not tell
/// @param peak greatest resident size so far; zero where the system does not tell
public record ProcessMemory(Bytes charged, Bytes anonymous, Bytes peak) {
  /// A process that is gone.
  public static final ProcessMemory NONE = new ProcessMemory(Bytes.ZERO, Bytes.ZERO, Bytes.ZERO);
}
