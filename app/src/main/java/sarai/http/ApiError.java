package sarai.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import sarai.agent.AnswerException;
import sarai.feedback.FeedbackStore;
import sarai.media.AudioException;
import sarai.media.MediaException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// An error as clients see it: a status and OpenAI's error object. The one place where failures
/// become statuses.
///
/// @param type `invalid_request_error`, `authentication_error`, `not_found_error`,
///   `rate_limit_error`, `server_error` or `unavailable_error`
/// @param param the request field that is wrong; null when it is none
/// @param code for programs
/// @param retryAfter when to try again; null when nothing is known
record ApiError(
    int status,
    String type,
    String message,
    @Nullable String param,
    String code,
    @Nullable Duration retryAfter) {

  static ApiError badRequest(String message, @Nullable String param) {
    return new ApiError(400, "invalid_request_error", message, param, "bad_request", null);
  }

  private static ApiError refusedMedia(int status, MediaException e, String param) {
    return new ApiError(
        status, "invalid_request_error", String.valueOf(e.getMessage()), param, e.code(), null);
  }

  /// A file that is not taken, or not now.
  static ApiError refusedUpload(MediaException e) {
    AnswerException refusal = AnswerException.from(e);
    if (refusal.kind() != AnswerException.Kind.BAD_REQUEST) {
      return from(refusal);
    }
    int status =
        switch (e) {
          case MediaException.UnsupportedType _ -> 415;
          case MediaException.TooLarge _, MediaException.TooLong _ -> 413;
          default -> 400;
        };
    return refusedMedia(status, e, "file");
  }

  private static ApiError refusedSound(AudioException e) {
    int status =
        switch (e.problem()) {
          case UNKNOWN_FORMAT -> 415;
          case TOO_LARGE, TOO_LONG -> 413;
          case NO_AUDIO_TRACK, DAMAGED, EMPTY, TOO_SLOW, NO_DECODER -> 400;
        };
    return new ApiError(
        status, "invalid_request_error", String.valueOf(e.getMessage()), null, e.code(), null);
  }

  static ApiError notFound(String message) {
    return new ApiError(404, "not_found_error", message, null, "not_found", null);
  }

  /// A run that is not kept, or not any more.
  static ApiError noRun(String id, FeedbackStore store) {
    String why =
        store.keepsRuns()
            ? "; the last %d are kept".formatted(FeedbackStore.RUNS)
            : ": feedback.enabled is false, so none is kept";
    return notFound("there is no run '" + id + "'" + why);
  }

  static ApiError unauthorized() {
    return new ApiError(
        401,
        "authentication_error",
        "this server needs its key: send 'Authorization: Bearer KEY' (server.api_key)",
        null,
        "invalid_api_key",
        null);
  }

  static ApiError forbidden(String message) {
    return new ApiError(403, "invalid_request_error", message, null, "forbidden", null);
  }

  static ApiError conflict(String message, String code) {
    return new ApiError(409, "invalid_request_error", message, null, code, null);
  }

  /// The client left, or the server is stopping.
  static ApiError givenUp() {
    return new ApiError(
        503, "unavailable_error", "the request was given up", null, "given_up", null);
  }

  static ApiError internal() {
    return new ApiError(
        500, "server_error", "an internal error; the log has it", null, "internal", null);
  }

  static ApiError from(AnswerException e) {
    String message = e.getMessage();
    Duration after = e.retryAfter();
    return switch (e.kind()) {
      case BAD_REQUEST ->
          switch (e.getCause()) {
            case AudioException sound -> refusedSound(sound);
            case MediaException media -> refusedMedia(400, media, "messages");
            case null, default -> badRequest(message, null);
          };
      case UNKNOWN_MODEL ->
          new ApiError(404, "not_found_error", message, "model", "model_not_found", null);
      case NOT_INSTALLED ->
          new ApiError(503, "unavailable_error", message, null, "not_installed", null);
      case DOES_NOT_FIT ->
          new ApiError(503, "unavailable_error", message, null, "does_not_fit", null);
      case BUSY -> new ApiError(429, "rate_limit_error", message, null, "busy", after);
      case TIMED_OUT -> new ApiError(503, "unavailable_error", message, null, "timed_out", after);
      case ENGINE_FAILED ->
          new ApiError(502, "server_error", message, null, "engine_failed", after);
      case UNAVAILABLE ->
          new ApiError(503, "unavailable_error", message, null, "unavailable", after);
      case CLIENT_GONE -> new ApiError(499, "server_error", message, null, "client_gone", null);
      case STOPPING -> new ApiError(503, "unavailable_error", message, null, "draining", after);
    };
  }

  ObjectNode json() {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("message", message).put("type", type).put("param", param).put("code", code);
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.set("error", error);
    return body;
  }
}
