package sarai.store.model;

import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.units.Bytes;

/// Says before the first byte whether a model could ever be loaded here. Thread-safe.
@FunctionalInterface
public interface FitCheck {
  /// Anything goes.
  FitCheck NONE = (model, variant, files) -> null;

  /// @param variant the weights' file name
  /// @param files weights and projector together; zero when no source says
  /// @return why it does not fit, with the numbers; null when it does
  @Nullable String refusal(ModelConfig model, String variant, Bytes files);
}
