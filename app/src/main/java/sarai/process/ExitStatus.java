package sarai.process;

/// How a process ended.
///
/// @param code its exit code; 128 + n when signal n ended it
public record ExitStatus(int code) {
  private static final int SIGNALLED = 128;

  /// One clause for people, such as `ended with exit code 1`.
  public String explanation() {
    return switch (code) {
      case 0 -> "ended normally";
      case 126 -> "could not be run (exit code 126: not executable)";
      case 127 -> "could not be run (exit code 127: program or library not found)";
      case SIGNALLED + 1 -> signal("SIGHUP: its terminal closed");
      case SIGNALLED + 2 -> signal("SIGINT: interrupted from the keyboard");
      case SIGNALLED + 4 -> signal("SIGILL: the program was built for another CPU");
      case SIGNALLED + 6 -> signal("SIGABRT: it gave up, often for want of memory");
      case SIGNALLED + 7 -> signal("SIGBUS: a mapped file shrank or the disk failed");
      case SIGNALLED + 9 -> signal("SIGKILL: by hand, or by the system because memory ran out");
      case SIGNALLED + 11 -> signal("SIGSEGV: a fault inside the program");
      case SIGNALLED + 15 -> signal("SIGTERM: it was asked to end");
      default -> "ended with exit code " + code;
    };
  }

  private String signal(String text) {
    return "was ended by signal " + (code - SIGNALLED) + " (" + text + ")";
  }
}
