package sarai.engine.remote;

import java.net.URI;
import sarai.config.ModelConfig;
import sarai.engine.Footprint;
import sarai.engine.Launch;
import sarai.engine.LoadProgress;
import sarai.engine.RunningModel;
import sarai.units.Bytes;

/// The one way to reach an endpoint.
record RemoteLaunch(ModelConfig model, URI base, Timing timing) implements Launch {
  /// What a client with an open answer adds to our own process; measured in ADR 0080.
  static final Bytes CLIENT = Bytes.ofMegabytes(5);

  @Override
  public String variant() {
    return base.toString();
  }

  @Override
  public Footprint footprint() {
    return Footprint.estimated(CLIENT, CLIENT);
  }

  @Override
  public RunningModel start(LoadProgress progress) {
    progress.at(1, Bytes.ZERO);
    return new RemoteModel(model, base, timing);
  }
}
