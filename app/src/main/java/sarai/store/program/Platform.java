package sarai.store.program;

import java.util.Locale;

/// The machine, as far as it decides which build of a program runs. Immutable.
///
/// @param system operating system
/// @param arm whether the processor is 64-bit ARM rather than x86-64
public record Platform(OperatingSystem system, boolean arm) {
  /// The operating systems that programs are built for.
  public enum OperatingSystem {
    LINUX,
    MACOS,
    WINDOWS
  }

  /// The one that this program runs on.
  public static Platform current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static Platform of(String name, String processor) {
    String lower = name.toLowerCase(Locale.ROOT);
    OperatingSystem system =
        lower.startsWith("windows")
            ? OperatingSystem.WINDOWS
            : lower.startsWith("mac") ? OperatingSystem.MACOS : OperatingSystem.LINUX;
    return new Platform(system, processor.equals("aarch64") || processor.equals("arm64"));
  }

  @Override
  public String toString() {
    return system.name().toLowerCase(Locale.ROOT) + (arm ? " arm64" : " x86-64");
  }
}
