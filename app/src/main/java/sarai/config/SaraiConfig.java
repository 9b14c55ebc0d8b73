package sarai.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sarai.units.Bytes;

/// The whole configuration. Immutable; every value is checked by the reader.
public record SaraiConfig(
    @Key(doc = "The HTTP server.") Server server,
    @Key(doc = "The memory ceiling.") Memory memory,
    @Key(doc = "The programs that run models.") Engines engines,
    @Key(doc = "The models; each key is an id.") Map<String, ModelConfig> models,
    @Key(doc = "Sets of models that must fit together, proven at start.", byDefault = "[]")
        List<List<String>> pipelines,
    @Key(doc = "Which model answers what.") Routing routing,
    @Key(doc = "The tone of answers.") Tone tone,
    @Key(doc = "The fixed answers to words of danger from oneself and of medical emergencies.")
        Crisis crisis,
    @Key(doc = "What of a long conversation is sent to a model.") Conversation conversation,
    @Key(doc = "Limits of pictures, sounds and clips.") Media media,
    @Key(doc = "The cache of visual answers.") Cache cache,
    @Key(doc = "Retrieval from the web.") Rag rag,
    @Key(doc = "What is kept of a turn for learning.") Feedback feedback) {

  public SaraiConfig {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    pipelines = pipelines.stream().map(List::copyOf).toList();
  }

  public record Server(
      @Key(
              doc = "Address to listen on; anything but loopback needs api_key.",
              byDefault = "127.0.0.1")
          String host,
      @Key(doc = "Port to listen on; 0 is any free one.", byDefault = "7272", min = 0, max = 65535)
          int port,
      @Key(doc = "Key that clients must send as a bearer token.") @Nullable Secret apiKey,
      @Key(doc = "Origins of web pages that may call us; our own always may.", byDefault = "[]")
          List<String> allowedOrigins,
      @Key(doc = "Largest request body.", byDefault = "64MB", min = 1024, max = 4e9) Bytes maxBody,
      @Key(doc = "Requests served at the same time.", byDefault = "64", min = 1, max = 10000)
          int maxConcurrentRequests) {
    private static final Pattern LOOPBACK =
        Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?(0*:)+:?0*1]?");

    public Server {
      allowedOrigins = List.copyOf(allowedOrigins);
    }

    /// Whether only this machine can call.
    public boolean isLoopback() {
      return LOOPBACK.matcher(host).matches();
    }
  }

  /// @param budget the ceiling; null is automatic: 75 % of what the machine or its cgroup has
  public record Memory(
      @Key(
              doc = "Ceiling of everything together, such as 12GB, or auto.",
              byDefault = "auto",
              min = 1e8)
          @Nullable Bytes budget,
      @Key(doc = "Part of the budget that stays free.", byDefault = "256MB", min = 0, max = 1e12)
          Bytes margin,
      @Key(doc = "Refuse a model whose estimate exceeds its max_memory_mb.", byDefault = "false")
          boolean enforce) {}

  public record Engines(
      @Key(doc = "llama-server.") Llama llama,
      @Key(doc = "The speech worker.") Whisper whisper,
      @Key(doc = "FFmpeg.") Ffmpeg ffmpeg) {}

  /// @param path the program; null is automatic
  /// @param threads null is one for each core
  public record Llama(
      @Key(doc = "Path of llama-server, or auto.", byDefault = "auto") @Nullable String path,
      @Key(doc = "Threads of each model, or auto.", byDefault = "auto", min = 1, max = 1024)
          @Nullable Integer threads,
      @Key(
              doc = "How long a model may take to become ready without progress.",
              byDefault = "120s",
              min = 1,
              max = 86400)
          Duration startupTimeout) {}

  /// @param threads null is one for each core
  public record Whisper(
      @Key(doc = "Threads of the speech worker, or auto.", byDefault = "auto", min = 1, max = 1024)
          @Nullable Integer threads) {}

  /// @param path the program; null is automatic
  public record Ffmpeg(
      @Key(doc = "Path of ffmpeg, or auto.", byDefault = "auto") @Nullable String path) {}

  public record Routing(
      @Key(doc = "Scores above which a route is taken.") Thresholds thresholds,
      @Key(doc = "Which model serves which kind of input.") Variants multimodalVariantSelection,
      @Key(doc = "Turns that a topic keeps its model.", byDefault = "3", min = 0, max = 100)
          int stickyTurns) {}

  public record Thresholds(
      @Key(doc = "Above it the web is searched.", byDefault = "0.7", min = 0, max = 1)
          double webQuery,
      @Key(doc = "Above it the expert answers.", byDefault = "0.7", min = 0, max = 1)
          double expertAlpha,
      @Key(doc = "Above it the empathy model answers.", byDefault = "0.7", min = 0, max = 1)
          double empathy) {}

  public record Variants(
      @Key(doc = "Model for sounds.") @Nullable AudioVariant audio,
      @Key(doc = "Model for pictures and clips.") @Nullable VisionVariant vision,
      @Key(doc = "Model for emotional requests.") @Nullable EmpathyVariant empathy) {}

  public record AudioVariant(
      @Key(doc = "Model id.") String model,
      @Key(doc = "Same as the model's own `permanent`.") @Nullable Boolean permanent,
      @Key(
              doc = "It writes speech down before the models of role speech, not after them.",
              byDefault = "false")
          boolean transcribesFirst) {}

  public record VisionVariant(
      @Key(doc = "Model id.") String model,
      @Key(doc = "Same as the model's own `permanent`.") @Nullable Boolean permanent,
      @Key(doc = "Same as the model's own `ttl_seconds`.", min = 0, max = 31_536_000)
          @Nullable Double autoUnloadAfterSeconds) {}

  public record EmpathyVariant(
      @Key(doc = "Model id.") String model,
      @Key(doc = "Same as thresholds.empathy.", min = 0, max = 1) @Nullable Double threshold) {}

  public record Tone(
      @Key(doc = "Adapt the tone to the user's emotion.", byDefault = "true") boolean enabled,
      @Key(doc = "Turns remembered.", byDefault = "5", min = 3, max = 100) int window,
      @Key(
              doc = "Mean valence in [0, 1] under which tone counts as low.",
              byDefault = "0.3",
              min = 0,
              max = 1)
          double lowValence,
      @Key(doc = "Most that a low tone adds to beta.", byDefault = "0.15", min = 0, max = 1)
          double maxBetaShift) {}

  /// @param answerEs null is the answer that ships; so it is of the other answers
  public record Crisis(
      @Key(doc = "Answer such words with help lines instead of a model.", byDefault = "true")
          boolean enabled,
      @Key(doc = "The answer in Spanish, with the help lines of the place; absent is ours.")
          @Nullable String answerEs,
      @Key(doc = "The answer in English, with the help lines of the place; absent is ours.")
          @Nullable String answerEn,
      @Key(doc = "The answer to medical emergencies in Spanish, with the numbers of the place.")
          @Nullable String emergencyEs,
      @Key(doc = "The answer to medical emergencies in English, with the numbers of the place.")
          @Nullable String emergencyEn) {}

  public record Conversation(
      @Key(
              doc = "Share of a model's context that the messages may fill before the oldest go.",
              byDefault = "0.75",
              min = 0.1,
              max = 1)
          double contextShare) {}

  public record Media(
      @Key(
              doc = "Frames looked at for each second of a clip.",
              byDefault = "2.0",
              min = 0.01,
              max = 60)
          double videoFps,
      @Key(doc = "Largest picture file.", byDefault = "20MB", min = 1024, max = 4e9)
          Bytes maxImageBytes,
      @Key(doc = "Most pixels of a picture.", byDefault = "50000000", min = 1, max = 1e9)
          long maxImagePixels,
      @Key(doc = "Longest sound.", byDefault = "2h", min = 1, max = 86400)
          Duration maxAudioDuration,
      @Key(doc = "Longest clip.", byDefault = "2h", min = 1, max = 86400) Duration maxVideoDuration,
      @Key(doc = "Folders whose files may be named by file: URLs over HTTP.", byDefault = "[]")
          List<String> allowedFolders,
      @Key(doc = "Fetching media from the web.") RemoteUrls remoteUrls) {
    public Media {
      allowedFolders = List.copyOf(allowedFolders);
    }
  }

  public record RemoteUrls(
      @Key(doc = "Allow http(s) addresses.", byDefault = "false") boolean enabled,
      @Key(doc = "Hosts that may be fetched from.", byDefault = "[]") List<String> allowedHosts) {
    public RemoteUrls {
      allowedHosts = List.copyOf(allowedHosts);
    }
  }

  public record Cache(
      @Key(doc = "Keep answers about pictures and clips.", byDefault = "true")
          boolean visionAnswers,
      @Key(doc = "Most answers kept.", byDefault = "1000", min = 0, max = 1e6) int maxEntries,
      @Key(doc = "How long an answer is kept.", byDefault = "24h", min = 1, max = 31_536_000)
          Duration ttl) {}

  public record Rag(
      @Key(
              doc = "Address of a SearXNG server.",
              pattern = "https?://[^\\s/]+(/\\S*)?",
              form = "an http(s) address")
          @Nullable String searxngUrl,
      @Key(doc = "Search results asked for.", byDefault = "8", min = 1, max = 50) int results,
      @Key(doc = "Pages fetched.", byDefault = "4", min = 0, max = 20) int fetch,
      @Key(doc = "Passages given to the model.", byDefault = "6", min = 1, max = 50) int passages,
      @Key(doc = "How long a search is kept.", byDefault = "15m", min = 0, max = 604_800)
          Duration cacheTtl) {}

  public record Feedback(
      @Key(doc = "Keep run records and ratings.", byDefault = "true") boolean enabled,
      @Key(doc = "Also keep what was asked and answered.", byDefault = "false")
          boolean storeBodies) {}
}
