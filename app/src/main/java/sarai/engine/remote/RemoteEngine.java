package sarai.engine.remote;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.engine.Engine;
import sarai.engine.EngineException;
import sarai.engine.Launch;

/// Models behind an HTTP address. Starting one opens nothing and needs no network: the first
/// request finds out whether somebody is there. Thread-safe.
public final class RemoteEngine implements Engine {
  private final Timing timing;

  /// @param clock the wall, for dates that endpoints send
  /// @param nanos monotonic time in nanoseconds
  /// @param random spreads retries; must be thread-safe
  public RemoteEngine(InstantSource clock, LongSupplier nanos, RandomGenerator random) {
    this(new Timing(clock, nanos, random, Thread::sleep));
  }

  RemoteEngine(Timing timing) {
    this.timing = timing;
  }

  @Override
  public List<Launch> launches(ModelConfig model) throws EngineException {
    if (model.role() == ModelRole.SPEECH || model.role() == ModelRole.EMBEDDINGS) {
      throw new EngineException.LoadFailed(
          "Model "
              + model.id()
              + ": a remote endpoint cannot serve the role "
              + model.role().name().toLowerCase(Locale.ROOT)
              + "; it serves tiny, expert, vision and audio");
    }
    URI base = base(model);
    return List.of(new RemoteLaunch(model, base, timing));
  }

  private static URI base(ModelConfig model) throws EngineException {
    String text = required(model, "base_url", model.remote().baseUrl());
    required(model, "remote_model", model.remote().remoteModel());
    try {
      URI base = new URI(text.strip());
      String scheme = base.getScheme();
      if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
        throw refused(model, "base_url must begin with http:// or https://");
      }
      if (base.getHost() == null || base.getRawQuery() != null || base.getRawFragment() != null) {
        throw refused(model, "base_url must be a host with an optional port and path");
      }
      if (base.getRawUserInfo() != null) {
        throw refused(model, "base_url must not hold a name or password; use api_key");
      }
      return base;
    } catch (URISyntaxException e) {
      throw refused(model, "base_url is no address: " + e.getReason());
    }
  }

  private static String required(ModelConfig model, String key, @Nullable String value)
      throws EngineException {
    if (value == null || value.isBlank()) {
      throw refused(model, "engine remote needs " + key);
    }
    return value;
  }

  private static EngineException refused(ModelConfig model, String problem) {
    return new EngineException.LoadFailed("Model " + model.id() + ": " + problem);
  }
}
