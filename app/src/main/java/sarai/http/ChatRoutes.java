package sarai.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import sarai.agent.AnswerException;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.ChatSink;
import sarai.media.MediaException;
import sarai.media.MediaScope;
import sarai.media.MediaSpool;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// `POST /v1/chat/completions`.
final class ChatRoutes implements HttpService {
  static final HeaderName RUN_ID = HeaderNames.create("x-sarai-run-id");
  static final HeaderName ROUTE = HeaderNames.create("x-sarai-route");
  static final HeaderName MODEL = HeaderNames.create("x-sarai-model");

  /// Messages of a long conversation that the model was not sent; absent when it was sent all.
  static final HeaderName LEFT_OUT = HeaderNames.create("x-sarai-left-out");

  private static final HeaderName SESSION = HeaderNames.create("x-sarai-session");
  private static final HeaderName NO_BUFFERING = HeaderNames.create("x-accel-buffering");
  private static final int MAX_SESSION = 128;
  private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.of("es"));
  private static final System.Logger LOG = System.getLogger("sarai.http");

  private final HttpApi.Parts parts;
  private final Bodies bodies;
  private final MediaSpool spool;
  private final ObjectMapper json;
  private final InstantSource clock;

  ChatRoutes(HttpApi.Parts parts, Bodies bodies, ObjectMapper json) {
    this.parts = parts;
    this.spool = parts.spool();
    this.clock = parts.clock();
    this.bodies = bodies;
    this.json = json;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/chat/completions", Responses.handler(this::chat));
  }

  private void chat(ServerRequest request, ServerResponse response)
      throws ApiException, AnswerException, MediaException, InterruptedException, IOException {
    try (MediaScope scope = spool.scope()) {
      Attachments attachments = new Attachments();
      ObjectNode body =
          Bodies.isMultipart(request)
              ? attachments.read(bodies.multipart(request), bodies, parts.intake(), scope)
              : bodies.object(request);
      ChatRequest chat =
          new ChatJson(parts.intake(), scope, attachments)
              .read(body, session(request))
              .withLanguage(language(request));
      try (ReadAhead.Watch _ = WatchedHttp1.watch()) {
        answer(chat, body, response);
      }
    }
  }

  private void answer(ChatRequest chat, ObjectNode body, ServerResponse response)
      throws AnswerException, InterruptedException, IOException {
    if (body.path("stream").asBoolean(false)) {
      stream(chat, Wishes.of(body), response);
    } else {
      whole(chat, response);
    }
  }

  private static @Nullable String session(ServerRequest request) throws ApiException {
    String session = request.headers().first(SESSION).orElse(null);
    if (session != null && session.length() > MAX_SESSION) {
      throw new ApiException(
          ApiError.badRequest(
              "x-sarai-session has %d characters, the most is %d"
                  .formatted(session.length(), MAX_SESSION),
              "x-sarai-session"));
    }
    return session;
  }

  /// What the reader reads of what this program says itself; null when no client told.
  private static @Nullable String language(ServerRequest request) {
    String accepted = request.headers().first(HeaderNames.ACCEPT_LANGUAGE).orElse("");
    try {
      Locale best = Locale.lookup(Locale.LanguageRange.parse(accepted), LANGUAGES);
      return best == null ? null : best.getLanguage();
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /// What a client asked of its stream.
  private record Wishes(boolean usage, boolean saraiEvents) {
    static Wishes of(ObjectNode body) {
      return new Wishes(
          body.path("stream_options").path("include_usage").asBoolean(false),
          body.path("stream_options").path("sarai_events").asBoolean(false));
    }
  }

  private void whole(ChatRequest chat, ServerResponse response)
      throws AnswerException, InterruptedException {
    WholeAnswer answer = new WholeAnswer();
    try {
      parts.assistant().answer(chat, answer);
    } finally {
      if (answer.routed() != null) {
        announce(answer.routed(), response);
        announce(answer.leftOut(), response);
      }
    }
    String id = "chatcmpl-" + (answer.routed() == null ? "" : answer.routed().runId());
    Responses.send(
        response, 200, json.writeValueAsBytes(answer.json(id, clock.instant().getEpochSecond())));
  }

  private static void announce(ChatEvent.Routed routed, ServerResponse response) {
    response.header(RUN_ID, routed.runId());
    response.header(ROUTE, routed.route());
    response.header(MODEL, routed.model());
  }

  private static void announce(int leftOut, ServerResponse response) {
    if (leftOut > 0) {
      response.header(LEFT_OUT, Integer.toString(leftOut));
    }
  }

  private void stream(ChatRequest chat, Wishes wishes, ServerResponse response)
      throws AnswerException, InterruptedException, IOException {
    Streaming streaming = new Streaming(wishes, response);
    try {
      parts.assistant().answer(chat, streaming);
      streaming.complete();
    } catch (AnswerException e) {
      if (streaming.saidNothing()) {
        throw e;
      }
      streaming.fail(ApiError.from(e));
    } catch (IOException | UncheckedIOException e) {
      LOG.log(Level.DEBUG, "the client left", e);
    } finally {
      streaming.close();
    }
  }

  /// One streamed answer.
  private final class Streaming implements ChatSink {
    private final Wishes wishes;
    private final ServerResponse response;
    private final Queue<ChatEvent> waiting = new ArrayDeque<>();
    private @Nullable SseStream stream;
    private @Nullable ChunkJson chunks;
    private boolean answering;
    private int leftOut;

    Streaming(Wishes wishes, ServerResponse response) {
      this.wishes = wishes;
      this.response = response;
    }

    /// Whether the response can still have another status; nothing is written any more then.
    boolean saidNothing() {
      return stream == null || stream.quiet();
    }

    @Override
    public void accept(ChatEvent event) throws IOException {
      if (event instanceof ChatEvent.Routed routed) {
        open(routed);
      } else {
        waiting.add(event);
      }
      if (stream != null && chunks != null) {
        passAll(stream, chunks);
      }
    }

    /// What is heard before the way is chosen waits for the head that names it.
    private void passAll(SseStream to, ChunkJson chunk) throws IOException {
      for (ChatEvent event = waiting.poll(); event != null; event = waiting.poll()) {
        pass(event, to, chunk);
      }
    }

    private void open(ChatEvent.Routed routed) {
      announce(routed, response);
      chunks =
          new ChunkJson(
              "chatcmpl-" + routed.runId(),
              routed.model(),
              clock.instant().getEpochSecond(),
              wishes.usage());
      stream = new SseStream(this::begin, json);
    }

    private OutputStream begin() {
      announce(leftOut, response);
      response.header(HeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8");
      response.header(HeaderNames.CACHE_CONTROL, "no-cache");
      response.header(NO_BUFFERING, "no");
      return response.outputStream();
    }

    private void pass(ChatEvent event, SseStream to, ChunkJson chunk) throws IOException {
      switch (event) {
        case ChatEvent.Routed _ -> {}
        case ChatEvent.Answering next -> {
          chunk.model(next.model());
          if (!answering) {
            answering = true;
            to.data(chunk.role());
          }
        }
        case ChatEvent.Delta delta -> to.data(chunk.delta(delta));
        case ChatEvent.Reasoning reasoning -> to.data(chunk.reasoning(reasoning));
        case ChatEvent.ToolCallDelta call -> to.data(chunk.toolCall(call));
        case ChatEvent.Citations citations -> to.data(chunk.citations(citations));
        case ChatEvent.Done done -> {
          to.data(chunk.finish(done.finishReason()));
          if (wishes.usage()) {
            to.data(chunk.usage(done.usage()));
          }
        }
        case ChatEvent.Evicted _ -> {}
        case ChatEvent.Progress progress -> {
          if (progress instanceof ChatEvent.Progress.Shortened shortened) {
            leftOut = shortened.messages();
          }
          if (wishes.saraiEvents()) {
            to.named("sarai", ChunkJson.progress(progress));
          }
        }
      }
    }

    void complete() throws IOException {
      if (stream != null) {
        stream.done();
      }
    }

    void fail(ApiError error) throws IOException {
      if (stream != null) {
        stream.data(error.json());
      }
    }

    void close() throws IOException {
      if (stream != null) {
        stream.close();
      }
    }
  }
}
