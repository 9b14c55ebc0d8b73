package sarai.config;

/// Which engine runs a model.
public enum EngineKind {
  /// A `llama-server` process.
  LLAMA,
  /// The speech worker process.
  WHISPER,
  /// An endpoint elsewhere.
  REMOTE
}
