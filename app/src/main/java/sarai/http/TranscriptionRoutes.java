package sarai.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import sarai.agent.AnswerException;
import sarai.agent.Heard;
import sarai.engine.SpeechModel.Segment;
import sarai.media.MediaException;
import sarai.media.MediaScope;
import sarai.pool.ModelPool;
import tools.jackson.databind.ObjectMapper;

/// `POST /v1/audio/transcriptions`: OpenAI's form, formats and stream events.
final class TranscriptionRoutes implements HttpService {
  private static final System.Logger LOG = System.getLogger("sarai.http");

  private final HttpApi.Parts parts;
  private final Bodies bodies;
  private final ObjectMapper json;

  TranscriptionRoutes(HttpApi.Parts parts, Bodies bodies, ObjectMapper json) {
    this.parts = parts;
    this.bodies = bodies;
    this.json = json;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/audio/transcriptions", Responses.handler(this::transcribe));
  }

  private void transcribe(ServerRequest request, ServerResponse response)
      throws ApiException, AnswerException, IOException, InterruptedException {
    if (!Bodies.isMultipart(request)) {
      throw new ApiException(
          new ApiError(
              415,
              "invalid_request_error",
              "the body must be multipart/form-data with the sound in the part 'file'",
              null,
              "unsupported_media_type",
              null));
    }
    try (MediaScope scope = parts.spool().scope()) {
      TranscriptionForm form = form(request, scope);
      try (ReadAhead.Watch _ = WatchedHttp1.watch()) {
        answer(form, response);
      }
    }
  }

  private void answer(TranscriptionForm form, ServerResponse response)
      throws AnswerException, IOException, InterruptedException {
    if (form.stream()) {
      stream(form, response);
    } else {
      whole(form, response);
    }
  }

  private TranscriptionForm form(ServerRequest request, MediaScope scope)
      throws ApiException, IOException {
    try {
      return TranscriptionForm.read(bodies.multipart(request), parts.intake(), scope);
    } catch (MediaException e) {
      throw new ApiException(ApiError.refusedUpload(e));
    }
  }

  private void whole(TranscriptionForm form, ServerResponse response)
      throws AnswerException, InterruptedException {
    Heard heard =
        parts.hearing().hear(sounds(form), form.wish(), ModelPool.WaitListener.NONE, _ -> {});
    if (heard.model() != null) {
      response.header(ChatRoutes.MODEL, heard.model());
    }
    response.status(Status.OK_200);
    response.header(HeaderNames.CONTENT_TYPE, TranscriptJson.type(form.format()));
    response.send(TranscriptJson.text(heard, form.format()).getBytes(StandardCharsets.UTF_8));
  }

  private static List<Path> sounds(TranscriptionForm form) {
    return List.of(form.sound().file());
  }

  private void stream(TranscriptionForm form, ServerResponse response)
      throws AnswerException, IOException, InterruptedException {
    try (SseStream events = new SseStream(() -> begin(response), json)) {
      try {
        Deltas deltas = new Deltas(events);
        Heard heard =
            parts
                .hearing()
                .hear(sounds(form), form.wish(), ModelPool.WaitListener.NONE, deltas::tell);
        events.data(TranscriptJson.done(heard));
        events.done();
      } catch (AnswerException e) {
        if (events.quiet()) {
          throw e;
        }
        events.data(ApiError.from(e).json());
      }
    } catch (UncheckedIOException e) {
      LOG.log(Level.DEBUG, "the client left", e);
    }
  }

  private static OutputStream begin(ServerResponse response) {
    response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
    response.header(HeaderNames.CACHE_CONTROL, "no-cache");
    return response.outputStream();
  }

  /// Tells each segment as soon as it is known. A client that left ends the hearing.
  private static final class Deltas {
    private final SseStream events;
    private boolean begun;

    Deltas(SseStream events) {
      this.events = events;
    }

    void tell(Segment segment) {
      try {
        events.data(TranscriptJson.delta(segment, !begun));
        begun = true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
