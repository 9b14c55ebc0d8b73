package sarai.graph;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.SaraiConfig;

/// Which configured model has which job.
final class Roster {
  private final SaraiConfig config;

  Roster(SaraiConfig config) {
    this.config = config;
  }

  /// The model for pictures and clips: as `routing` says, else the first of that role.
  Optional<String> vision() {
    SaraiConfig.VisionVariant named = config.routing().multimodalVariantSelection().vision();
    return named(named == null ? null : named.model(), ModelRole.VISION);
  }

  Optional<String> audio() {
    SaraiConfig.AudioVariant named = config.routing().multimodalVariantSelection().audio();
    return named(named == null ? null : named.model(), ModelRole.AUDIO);
  }

  Optional<String> empathy() {
    SaraiConfig.EmpathyVariant named = config.routing().multimodalVariantSelection().empathy();
    return named(named == null ? null : named.model(), ModelRole.AUDIO);
  }

  Optional<String> expert() {
    return named(null, ModelRole.EXPERT);
  }

  Optional<String> tiny() {
    return named(null, ModelRole.TINY);
  }

  /// The model of an id; empty when there is none.
  Optional<ModelConfig> model(String id) {
    return Optional.ofNullable(config.models().get(id));
  }

  Map<String, ModelConfig> models() {
    return config.models();
  }

  private Optional<String> named(@Nullable String id, ModelRole role) {
    if (id != null && config.models().containsKey(id)) {
      return Optional.of(id);
    }
    return config.models().values().stream()
        .filter(model -> model.role() == role)
        .map(ModelConfig::id)
        .findFirst();
  }
}
