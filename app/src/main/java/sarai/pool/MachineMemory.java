package sarai.pool;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import sarai.units.Bytes;

/// How much memory this machine has for us.
public final class MachineMemory {
  private static final double AUTOMATIC_SHARE = 0.75;

  private MachineMemory() {}

  /// The budget when none is configured: 75 % of the physical memory or of the cgroup's limit,
  /// whichever is lower.
  public static Bytes automaticBudget() {
    return Bytes.of((long) (total(Path.of("/")).value() * AUTOMATIC_SHARE));
  }

  /// @param root of the file system; tests give their own
  static Bytes total(Path root) {
    long physical = physical(root);
    return Bytes.of(
        Stream.of("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes")
            .map(name -> number(root.resolve(name)))
            .flatMapToLong(OptionalLong::stream)
            .filter(limit -> limit > 0)
            .reduce(physical, Math::min));
  }

  private static long physical(Path root) {
    try (Stream<String> lines = Files.lines(root.resolve("proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemTotal:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElseGet(MachineMemory::asTheJvmSees);
    } catch (IOException _) {
      return asTheJvmSees();
    }
  }

  private static long asTheJvmSees() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Runtime.getRuntime().maxMemory();
  }

  /// The number in a file; empty when there is no file or it says `max`.
  private static OptionalLong number(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.matches("\\d{1,18}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }
}
