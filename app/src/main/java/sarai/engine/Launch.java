package sarai.engine;

/// One variant of a model, ready to be started. Immutable, thread-safe.
public interface Launch {
  /// What distinguishes it for people: the weights' file name, or the remote address.
  String variant();

  /// What it will take. Reservations use the peak.
  Footprint footprint();

  /// Starts it and waits until it answers.
  ///
  /// @param progress told what is known about the load, any number of times
  /// @throws EngineException when it does not become ready; nothing is left behind then
  /// @throws InterruptedException when the load is aborted; nothing is left behind then
  RunningModel start(LoadProgress progress) throws EngineException, InterruptedException;
}
