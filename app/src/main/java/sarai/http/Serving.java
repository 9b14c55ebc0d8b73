package sarai.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import sarai.agent.Hearing;
import sarai.config.ModelConfig;
import sarai.config.Reload;
import sarai.graph.Assistant;
import sarai.media.MediaIntake;
import sarai.route.RoutePolicy;

/// What answers requests, as the configuration in force says. A new configuration makes another.
/// Immutable.
///
/// @param reload what became of the last change of the configuration; null before the first
public record Serving(
    Map<String, ModelConfig> models,
    Assistant assistant,
    MediaIntake intake,
    RoutePolicy policy,
    Hearing hearing,
    @Nullable Reload reload) {
  public Serving with(Reload last) {
    return new Serving(models, assistant, intake, policy, hearing, last);
  }
}
