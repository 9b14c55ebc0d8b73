package sarai.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Where it was measured, as words. Immutable.
record Environment(Map<String, String> facts) {
  Environment {
    facts = Map.copyOf(facts);
  }

  static Environment here(Bed bed, Instant now) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("at", now.toString());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("java", System.getProperty("java.vm.version"));
    facts.put("processor", processor());
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("load", load());
    facts.put("model", bed.model());
    facts.put("profile", String.valueOf(bed.profile().getFileName()));
    return new Environment(facts);
  }

  /// Others who work on this machine change every figure.
  private static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    int cores = Runtime.getRuntime().availableProcessors();
    String others = load > cores / 2.0 ? ": others worked here, and times are too long for it" : "";
    return String.format(Locale.ROOT, "%.1f at start%s", load, others);
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.replaceFirst("[^:]*: *", ""))
          .findFirst()
          .orElse("unknown");
    } catch (IOException _) {
      return System.getProperty("os.arch", "unknown");
    }
  }
}
