package sarai.cli;

/// Ends a command with one clear line and its exit code.
final class CommandException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final String reason;

  CommandException(ExitCode exitCode, String message) {
    this(exitCode, message, "");
  }

  /// @param reason the server's code of what went wrong, such as `media_too_large`
  CommandException(ExitCode exitCode, String message, String reason) {
    super(message);
    this.exitCode = exitCode;
    this.reason = reason;
  }

  CommandException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.reason = "";
  }

  ExitCode exitCode() {
    return exitCode;
  }

  /// The server's code of what went wrong; empty when it told none.
  String reason() {
    return reason;
  }
}
