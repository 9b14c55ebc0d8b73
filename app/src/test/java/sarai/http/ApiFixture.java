package sarai.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import sarai.agent.AnswerException;
import sarai.agent.Answerer;
import sarai.agent.Hearing;
import sarai.agent.OmniAgent;
import sarai.agent.TextAgent;
import sarai.agent.VisionAgent;
import sarai.cache.VisionCache;
import sarai.config.ConfigException;
import sarai.config.ConfigReader;
import sarai.config.EngineKind;
import sarai.config.SaraiConfig;
import sarai.feedback.FeedbackStore;
import sarai.feedback.MemoryFeedback;
import sarai.graph.Agents;
import sarai.graph.AssistantGraph;
import sarai.graph.Feelings;
import sarai.media.AudioDecoder;
import sarai.media.AudioLimits;
import sarai.media.Ffmpeg;
import sarai.media.GuardedFetch;
import sarai.media.MediaIntake;
import sarai.media.MediaSpool;
import sarai.media.SoundPreparer;
import sarai.media.UrlGuard;
import sarai.media.VisionPreparer;
import sarai.pool.ModelPool;
import sarai.pool.PoolSettings;
import sarai.route.IntentScorer;
import sarai.route.RoutePolicy;
import sarai.units.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The real server over the real graph and pool; only the engine is scripted.
final class ApiFixture implements AutoCloseable {
  /// One for all: a closed server stays referenced until the tests end, with all it stands on.
  private static final IntentScorer SCORER = IntentScorer.load();

  private static final String MODELS =
      """
      memory: { budget: 2GB, margin: 10MB }
      models:
        tiny: { name: The tiny one, gguf_file: a.gguf, role: tiny }
        expert: { gguf_file: b.gguf, role: expert }
        eyes: { gguf_file: c.gguf, mmproj_file: c2.gguf, role: vision, fallback: [glasses] }
        glasses: { gguf_file: g.gguf, mmproj_file: g2.gguf, role: vision }
        fixed: { gguf_file: d.gguf, role: expert, permanent: true }
        huge: { gguf_file: e.gguf, role: expert }
        e5: { gguf_file: f.gguf, role: embeddings, query_prefix: "query: ", passage_prefix: "passage: " }
      """;

  private static final AudioLimits SOUNDS =
      new AudioLimits(Bytes.ofMegabytes(10), Duration.ofMinutes(5), Duration.ofMinutes(1));

  private final AtomicReference<Hearing> hearing =
      new AtomicReference<>((_, _, _, _) -> {
        throw new AnswerException(AnswerException.Kind.NOT_INSTALLED, "no speech model");
      });
  private final ScriptedEngine engine;
  private final MediaSpool spool;
  private final Path sounds;
  private final ModelPool pool;
  private final VisionCache visionAnswers;
  private final HttpApi api;
  private volatile Serving serving;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// @param server keys of `server`, in YAML's flow style, such as `max_body: 1MB`
  ApiFixture(Path folder, String server) throws IOException, ConfigException {
    this(folder, server, new MemoryFeedback(false));
  }

  ApiFixture(Path folder, String server, FeedbackStore feedback)
      throws IOException, ConfigException {
    SaraiConfig config =
        ConfigReader.read(
            "test.yaml", "server: { port: 0%s }\n%s".formatted(server, MODELS), folder, Map.of());
    engine = new ScriptedEngine().takes("huge", Bytes.ofMegabytes(90_000));
    sounds = folder;
    spool = MediaSpool.open(folder.resolve("spool"), Bytes.ofMegabytes(200));
    pool =
        ModelPool.open(
            new ModelPool.Setup(
                config.models(),
                Map.of(EngineKind.LLAMA, engine),
                Bytes.ofMegabytes(2000),
                Bytes.ofMegabytes(10),
                false,
                () -> Bytes.ofMegabytes(50),
                InstantSource.system(),
                PoolSettings.STANDARD));
    visionAnswers = new VisionCache(config.cache(), InstantSource.system());
    RoutePolicy policy = new RoutePolicy(config, SCORER);
    Hearing ears =
        (sounds, wish, waiting, partial) -> hearing.get().hear(sounds, wish, waiting, partial);
    serving =
        new Serving(
            config.models(),
            assistant(config, policy, ears, feedback),
            intake(config),
            policy,
            ears,
            null);
    api =
        HttpApi.start(
            new HttpApi.Parts(
                config.server(),
                "1.2.3",
                () -> serving,
                pool,
                spool,
                feedback,
                visionAnswers,
                InstantSource.system()));
  }

  private AssistantGraph assistant(
      SaraiConfig config, RoutePolicy policy, Hearing hearing, FeedbackStore feedback) {
    Answerer answerer =
        new Answerer(
            pool,
            config.models(),
            Duration.ofSeconds(30),
            new sarai.agent.ConversationBudget(1),
            System::nanoTime);
    TextAgent text = new TextAgent(answerer);
    Ffmpeg ffmpeg = new Ffmpeg(Optional::empty, Ffmpeg.Limits.standard(), ProcessBuilder::start);
    OmniAgent omni =
        new OmniAgent(
            answerer, new SoundPreparer(new AudioDecoder(ffmpeg, SOUNDS, sounds), sounds), spool);
    VisionAgent vision =
        new VisionAgent(answerer, new VisionPreparer(config.media(), ffmpeg), spool, visionAnswers);
    AtomicLong runs = new AtomicLong();
    return new AssistantGraph(
        new AssistantGraph.Parts(
            config,
            new Agents(vision, omni, text, text, text, text),
            policy,
            hearing,
            new Feelings(config.tone(), config.crisis(), InstantSource.system()),
            feedback,
            _ -> true,
            () -> "run-" + runs.incrementAndGet(),
            InstantSource.system(),
            System::nanoTime));
  }

  private static MediaIntake intake(SaraiConfig config) {
    UrlGuard guard = new UrlGuard(List.of(), UrlGuard.Resolver.system());
    return new MediaIntake(
        config.media(),
        config.server().maxBody(),
        new GuardedFetch(guard, Duration.ofSeconds(1), System::nanoTime));
  }

  /// What every sound is heard as from now on.
  void hears(Hearing next) {
    hearing.set(next);
  }

  ScriptedEngine engine() {
    return engine;
  }

  ModelPool pool() {
    return pool;
  }

  HttpApi api() {
    return api;
  }

  /// An answer, with its body read as JSON where it is.
  record Answer(int status, HttpResponse<String> response) {
    String body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      return JsonMapper.shared().readTree(body());
    }

    JsonNode error() {
      return json().path("error");
    }

    /// The JSON of each data line but `[DONE]`.
    List<JsonNode> chunks() {
      List<JsonNode> chunks = new ArrayList<>();
      body()
          .lines()
          .filter(line -> line.startsWith("data: {"))
          .forEach(
              line -> chunks.add(JsonMapper.shared().readTree(line.substring("data: ".length()))));
      return chunks;
    }
  }

  Answer get(String path, String... headers) throws IOException, InterruptedException {
    return send(request(path, headers).GET().build());
  }

  Answer post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  Answer post(String path, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
  }

  /// Posts a form whose fields are all plain but those with a file name.
  Answer form(Part... parts) throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Part part : parts) {
      String file = part.fileName().isEmpty() ? "" : "; filename=\"" + part.fileName() + "\"";
      String head =
          "--XX\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
              .formatted(part.name(), file);
      body.write(head.getBytes(StandardCharsets.UTF_8));
      body.write(part.content());
      body.write("\r\n".getBytes(StandardCharsets.UTF_8));
    }
    body.write("--XX--\r\n".getBytes(StandardCharsets.UTF_8));
    return send(
        request("/v1/chat/completions", "content-type", "multipart/form-data; boundary=XX")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build());
  }

  /// A part of a form.
  @SuppressWarnings("ArrayRecordComponent")
  record Part(String name, String fileName, byte[] content) {
    static Part json(String json) {
      return new Part("request", "", json.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Asks one question; `fields` are further ones of the body, such as `"stream": true`.
  Answer ask(String fields, String... headers) throws IOException, InterruptedException {
    return post("/v1/chat/completions", question(fields), headers);
  }

  static String question(String fields) {
    return "{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]%s}"
        .formatted(fields.isEmpty() ? "" : ", " + fields);
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
    return headers.length == 0 ? request : request.headers(headers);
  }

  URI uri(String path) {
    return api.address().resolve(path);
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    return new Answer(response.statusCode(), response);
  }

  /// A bare connection that has sent `head`; lines end as in HTTP.
  Socket connect(String head) throws IOException {
    Socket socket = new Socket(api.address().getHost(), api.address().getPort());
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(wire(head));
    return socket;
  }

  /// Lines as they travel.
  static byte[] wire(String lines) {
    return lines.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }

  /// A chat request of one line.
  static String post(String body) {
    return "POST /v1/chat/completions HTTP/1.1\nHost: localhost\nContent-Length: %d\n\n%s"
        .formatted(body.length(), body);
  }

  /// A bare connection that has sent a question.
  Socket connectAndAsk(String fields) throws IOException {
    return connect(post(question(fields)));
  }

  @Override
  public void close() throws IOException {
    client.close();
    api.close();
    pool.close();
    spool.close();
  }
}
