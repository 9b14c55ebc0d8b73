package sarai.config;

/// How much a model's place in memory is worth; a lower one leaves first.
public enum Priority {
  LOW,
  NORMAL,
  HIGH
}
