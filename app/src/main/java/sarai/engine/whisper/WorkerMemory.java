package sarai.engine.whisper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import sarai.engine.MemoryUse;
import sarai.units.Bytes;

/// What Linux tells of a process; nothing elsewhere.
final class WorkerMemory {
  private WorkerMemory() {}

  static MemoryUse of(long pid) {
    Path process = Path.of("/proc", String.valueOf(pid));
    try {
      String rollup = Files.readString(process.resolve("smaps_rollup"));
      String status = Files.readString(process.resolve("status"));
      return new MemoryUse(
          field(rollup, "Pss:"), field(rollup, "Anonymous:"), field(status, "VmHWM:"));
    } catch (IOException e) {
      return MemoryUse.NONE;
    }
  }

  private static Bytes field(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("\\D", ""))
        .findFirst()
        .map(kilobytes -> Bytes.of(Long.parseLong(kilobytes) * 1024))
        .orElse(Bytes.ZERO);
  }
}
