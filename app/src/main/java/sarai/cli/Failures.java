package sarai.cli;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import sarai.agent.AnswerException;
import sarai.config.ConfigException;
import sarai.engine.EngineException;
import sarai.media.AudioException;
import sarai.media.MediaException;
import sarai.pool.PoolException;
import sarai.route.UnroutableException;
import sarai.store.StoreException;

/// Turns what a command failed with into one clear line and an exit code. The one place that does.
final class Failures implements CommandLine.IExecutionExceptionHandler {
  private final Shell shell;

  Failures(Shell shell) {
    this.shell = shell;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    ExitCode code = code(failure);
    if (code == null) {
      throw failure;
    }
    if (failure instanceof InterruptedException) {
      shell.tell("cancelled");
    } else {
      shell.err().println("sarai: " + said(failure));
    }
    return code.code();
  }

  /// Tells why one of several files failed.
  ///
  /// @return the exit code that would be its own
  ExitCode tell(Path file, Exception failure) {
    shell.err().println("sarai: " + file + ": " + said(failure));
    ExitCode code = code(failure);
    return code == null ? ExitCode.FAILED : code;
  }

  /// Java's own words for a missing or closed file are its path and nothing else.
  private String said(Exception failure) {
    return switch (failure) {
      case NoSuchFileException e -> shell.messages().text("file.none", e.getFile());
      case AccessDeniedException e -> shell.messages().text("file.denied", e.getFile());
      default -> inTheirLanguage(failure);
    };
  }

  /// What was wrong with a picture, a clip or a sound, before the figures that explain it.
  private String inTheirLanguage(Exception failure) {
    String message = String.valueOf(failure.getMessage());
    String reason =
        switch (failure) {
          case MediaException e -> e.code();
          case AnswerException e when e.getCause() instanceof MediaException media -> media.code();
          case AnswerException e when e.getCause() instanceof AudioException sound -> sound.code();
          case CommandException e -> e.reason();
          default -> "";
        };
    String key = "refused." + reason;
    return shell.messages().has(key) ? shell.messages().text(key, message) : message;
  }

  private static @Nullable ExitCode code(Exception failure) {
    return switch (failure) {
      case CommandException e -> e.exitCode();
      case ConfigException _ -> ExitCode.USAGE;
      case AnswerException e -> ExitCode.of(e.kind());
      case PoolException e -> ExitCode.of(AnswerException.from(e).kind());
      case EngineException e -> ExitCode.of(AnswerException.from(e).kind());
      case UnroutableException _, MediaException.DecoderMissing _ -> ExitCode.NOT_FOUND;
      case MediaException _ -> ExitCode.REFUSED_INPUT;
      case StoreException e -> code(e);
      case BindException _ -> ExitCode.PORT_IN_USE;
      case InterruptedException _ -> ExitCode.CANCELLED;
      case IOException _ -> ExitCode.FAILED;
      default -> null;
    };
  }

  private static ExitCode code(StoreException failure) {
    return switch (failure) {
      case StoreException.NotFound _, StoreException.Ambiguous _, StoreException.NoSource _ ->
          ExitCode.NOT_FOUND;
      case StoreException.DoesNotFit _ -> ExitCode.DOES_NOT_FIT;
      case StoreException.Gated _,
          StoreException.WrongChecksum _,
          StoreException.Unusable _,
          StoreException.DiskFull _,
          StoreException.NetworkFailed _,
          StoreException.Offline _,
          StoreException.ClientFailed _,
          StoreException.FolderFailed _ ->
          ExitCode.TRANSFER_FAILED;
    };
  }
}
