package sarai.config;

/// The job of a model.
public enum ModelRole {
  TINY,
  EXPERT,
  VISION,
  AUDIO,
  SPEECH,
  EMBEDDINGS
}
