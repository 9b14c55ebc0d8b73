package sarai.feedback;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sarai.units.Bytes;

/// What happened in one turn, as `GET /api/runs/{id}` tells it. Holds no words of the user.
/// Immutable.
///
/// @param id run id
/// @param at when the request came
/// @param route which way it took
/// @param model the model chosen when the answer began; null when none was
/// @param answeredBy the model that answered; null when none did
/// @param runnerUp which way it would have taken otherwise; null when none was chosen
/// @param why the choice in words
/// @param language ISO 639-1; null when not told
/// @param scores what the classifier said; null when it was not asked
/// @param thresholds those in force, by name
/// @param alpha weight of the expert; null when not computed
/// @param beta 1 − alpha
/// @param tone how the user seemed to feel; null when not read
/// @param nodes what ran, in order
/// @param firstTokenSeconds until the first piece of the answer; null when there was none
/// @param evicted models that had to leave
/// @param fallbacks models that failed before the one that answered
/// @param media what was sent to the model
/// @param leftOut messages of a long conversation that the model was not sent
public record RunRecord(
    String id,
    Instant at,
    String route,
    @Nullable String model,
    @Nullable String answeredBy,
    @Nullable String runnerUp,
    String why,
    @Nullable String language,
    @Nullable Scores scores,
    Map<String, Double> thresholds,
    @Nullable Double alpha,
    @Nullable Double beta,
    @Nullable Tone tone,
    List<Node> nodes,
    Tokens tokens,
    @Nullable Double firstTokenSeconds,
    double totalSeconds,
    List<String> evicted,
    List<Fallback> fallbacks,
    List<Media> media,
    int leftOut) {

  public RunRecord {
    thresholds = Map.copyOf(thresholds);
    nodes = List.copyOf(nodes);
    evicted = List.copyOf(evicted);
    fallbacks = List.copyOf(fallbacks);
    media = List.copyOf(media);
  }

  /// Calibrated, each in [0, 1].
  public record Scores(double hard, double soft, double webQuery) {}

  /// @param valence in [0, 1], 0.5 neutral
  public record Tone(String label, double valence, double arousal) {}

  /// @param outcome such as `ok`, `timeout`, `failed`
  public record Node(String name, long nanos, String outcome) {}

  public record Tokens(int prompt, int completion) {}

  /// @param error why the model did not answer
  public record Fallback(String model, String error) {}

  /// @param kind `image`, `audio` or `video`
  /// @param bytes length of what came in
  /// @param sent what the model got of it, in words
  public record Media(String kind, String sha256, Bytes bytes, String sent) {}
}
