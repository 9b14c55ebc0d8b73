package sarai.engine;

/// What a running model can do.
public enum Capability {
  TEXT,
  VISION,
  AUDIO,
  SPEECH,
  EMBEDDINGS
}
