package sarai.engine.llama;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import sarai.engine.EngineException;
import sarai.process.ChildProcess;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Turns what goes wrong with a llama-server into our errors: the one place that chooses.
final class Failures {
  private static final Duration DYING = Duration.ofMillis(500);

  /// What llama-server says, as a fault of its own, of a text for embeddings beyond its context.
  private static final String TOO_LONG = "too large to process";

  private final String model;
  private final ChildProcess child;

  Failures(String model, ChildProcess child) {
    this.model = model;
    this.child = child;
  }

  /// A reply that is no success.
  EngineException refused(int status, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      JsonNode error = JsonMapper.shared().readTree(text).path("error");
      return error.isObject() ? reported(error, status) : refused(status, text.strip());
    } catch (JacksonException e) {
      return refused(status, text.strip());
    }
  }

  /// An error object of llama-server.
  ///
  /// @param status used where the object has no code of its own
  EngineException reported(JsonNode error, int status) {
    String message = error.path("message").asString("no message");
    return switch (error.path("type").asString("")) {
      case "exceed_context_size_error" ->
          new EngineException.BadRequest(
              "%s: %s (models.%s.context)".formatted(model, message, model));
      default -> refused(error.path("code").asInt(status), message);
    };
  }

  private EngineException refused(int status, String message) {
    String text = model + ": " + message;
    if (message.contains(TOO_LONG)) {
      return new EngineException.BadRequest("%s (models.%s.context)".formatted(text, model));
    }
    return switch (status) {
      case 401, 403 -> new EngineException.Crashed(text + ": not the server that we started");
      case 429, 503 -> new EngineException.Unavailable(text);
      case 501 -> new EngineException.Unsupported(text);
      default -> {
        if (message.contains("not supported")) {
          yield new EngineException.Unsupported(text);
        }
        yield status >= 400 && status < 500
            ? new EngineException.BadRequest(text)
            : new EngineException.Crashed(text + " (status " + status + ")");
      }
    };
  }

  /// A connection that failed, or an answer that makes no sense: says how the process ended, if it
  /// did.
  ///
  /// @throws InterruptedException when an interrupt is what broke it
  EngineException broken(Exception cause) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException(model + ": interrupted");
    }
    if (cause instanceof SocketTimeoutException && child.isAlive()) {
      return new EngineException.Unavailable(model + ": no answer in the time allowed", cause);
    }
    String reason =
        child.waitFor(DYING)
            ? child.ended().toCompletableFuture().join().explanation() + ", log: " + child.log()
            : "broke off: " + reason(cause);
    return new EngineException.Crashed(model + ": " + child + " " + reason, cause);
  }

  private static String reason(Exception cause) {
    return cause instanceof IOException ? String.valueOf(cause.getMessage()) : cause.toString();
  }
}
