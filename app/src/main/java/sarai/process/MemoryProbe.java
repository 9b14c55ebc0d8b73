package sarai.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sarai.units.Bytes;

/// Reads what processes take. Thread-safe.
///
/// Linux: `smaps_rollup` (1–2 ms) and `status` (14 µs). Elsewhere: the resident size from `ps`.
public final class MemoryProbe {
  private static final List<String> PS = List.of("ps", "-o", "rss=", "-p");

  private final Path proc;
  private final List<String> residentCommand;

  public MemoryProbe() {
    this(Path.of("/proc"), PS);
  }

  /// @param proc where the proc file system would be
  /// @param residentCommand prints a resident size in KiB when given a pid
  MemoryProbe(Path proc, List<String> residentCommand) {
    this.proc = proc;
    this.residentCommand = List.copyOf(residentCommand);
  }

  /// Everything that is known of the process; [ProcessMemory#NONE] when it is gone.
  public ProcessMemory read(long pid) {
    Path folder = proc.resolve(Long.toString(pid));
    if (!Files.isReadable(proc.resolve("self/smaps_rollup"))) {
      return new ProcessMemory(resident(pid), Bytes.ZERO, Bytes.ZERO);
    }
    try {
      String rollup = Files.readString(folder.resolve("smaps_rollup"));
      String status = Files.readString(folder.resolve("status"));
      return new ProcessMemory(
          field(rollup, "Pss"), field(rollup, "Anonymous"), field(status, "VmHWM"));
    } catch (IOException e) {
      return ProcessMemory.NONE;
    }
  }

  /// The resident size, the cheapest thing to know; zero when the process is gone.
  public Bytes resident(long pid) {
    Path status = proc.resolve(Long.toString(pid)).resolve("status");
    try {
      return Files.isReadable(proc.resolve("self/status"))
          ? field(Files.readString(status), "VmRSS")
          : ask(pid);
    } catch (IOException e) {
      return Bytes.ZERO;
    }
  }

  private Bytes ask(long pid) throws IOException {
    List<String> command = new ArrayList<>(residentCommand);
    command.add(Long.toString(pid));
    Process ps = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = ps.getInputStream()) {
      String text = new String(out.readNBytes(256), StandardCharsets.UTF_8).strip();
      return text.matches("\\d{1,15}") ? kibibytes(text) : Bytes.ZERO;
    }
  }

  private static Bytes field(String text, String name) {
    for (String line : text.split("\n")) {
      if (line.startsWith(name + ":")) {
        return kibibytes(line.replaceAll("\\D", ""));
      }
    }
    return Bytes.ZERO;
  }

  private static Bytes kibibytes(String digits) {
    return Bytes.of(Long.parseLong(digits) * 1024);
  }
}
