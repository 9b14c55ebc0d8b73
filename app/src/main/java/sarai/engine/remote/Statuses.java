package sarai.engine.remote;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import sarai.engine.EngineException;

/// What an HTTP status other than 200 means for the caller.
final class Statuses {
  private Statuses() {}

  /// @param who the model and its address, for people
  /// @param said the endpoint's own words, without secrets
  static Outcome of(int status, String who, String said, Duration retryAfter) {
    String text = who + " answered HTTP " + status + (said.isEmpty() ? "" : ": " + said);
    return switch (status) {
      case 401, 403 ->
          lasting(new EngineException.Unavailable(text + ". Check api_key of this model"));
      case 402 -> lasting(new EngineException.Unavailable(text + ". Its account is used up"));
      case 404 ->
          lasting(
              new EngineException.NotInstalled(
                  text
                      + ". Check base_url and remote_model; Ollama gets a model by `ollama pull`"));
      case 408, 425, 429 ->
          passing(new EngineException.Unavailable(text + asked(retryAfter)), retryAfter);
      default -> other(status, text, retryAfter);
    };
  }

  private static Outcome other(int status, String text, Duration retryAfter) {
    if (status >= 500) {
      return passing(new EngineException.Unavailable(text + asked(retryAfter)), retryAfter);
    }
    if (status >= 400) {
      return new Outcome.Refused(new EngineException.BadRequest(text));
    }
    return lasting(
        new EngineException.Unavailable(text + ". base_url must name the endpoint itself"));
  }

  private static Outcome lasting(EngineException why) {
    return new Outcome.Failed(why, false, Duration.ZERO);
  }

  private static Outcome passing(EngineException why, Duration retryAfter) {
    return new Outcome.Failed(why, true, retryAfter);
  }

  private static String asked(Duration retryAfter) {
    return retryAfter.isPositive() ? ". It asks to wait " + retryAfter.toSeconds() + " s" : "";
  }

  /// Reads a `Retry-After` header (RFC 9110 §10.2.3): seconds or a date. Zero when it is neither or
  /// lies in the past.
  static Duration retryAfter(String header, Instant now) {
    String text = header.strip();
    if (text.matches("\\d{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Duration wait =
          Duration.between(
              now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }
}
