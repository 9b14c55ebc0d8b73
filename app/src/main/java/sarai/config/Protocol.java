package sarai.config;

/// What a remote endpoint speaks.
public enum Protocol {
  OPENAI,
  OLLAMA
}
