package sarai.cli;

import sarai.agent.AnswerException;

/// What a command's exit tells a script.
enum ExitCode {
  DONE(0),
  FAILED(1),
  USAGE(2),
  NOT_FOUND(3),
  DOES_NOT_FIT(4),
  ENGINE_FAILED(5),
  REFUSED_INPUT(6),
  TRANSFER_FAILED(7),
  PORT_IN_USE(8),
  CANCELLED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static ExitCode of(AnswerException.Kind kind) {
    return switch (kind) {
      case BAD_REQUEST -> REFUSED_INPUT;
      case UNKNOWN_MODEL, NOT_INSTALLED -> NOT_FOUND;
      case DOES_NOT_FIT -> DOES_NOT_FIT;
      case ENGINE_FAILED -> ENGINE_FAILED;
      case BUSY, TIMED_OUT, UNAVAILABLE, STOPPING -> FAILED;
      case CLIENT_GONE -> CANCELLED;
    };
  }
}
