package sarai.feedback;

/// What to forget.
public sealed interface Scope {
  record Everything() implements Scope {}

  /// One conversation.
  record Session(String session) implements Scope {}

  /// One person.
  record User(String user) implements Scope {}
}
