package sarai.feedback;

import org.jspecify.annotations.Nullable;

/// What to forget.
public sealed interface Scope {
  /// Whether what belongs to a conversation and a person is meant; null for what belongs to none.
  default boolean holds(@Nullable String session, @Nullable String user) {
    return switch (this) {
      case Everything _ -> true;
      case Session(String meant) -> meant.equals(session);
      case User(String meant) -> meant.equals(user);
    };
  }

  record Everything() implements Scope {}

  /// One conversation.
  record Session(String session) implements Scope {}

  /// One person.
  record User(String user) implements Scope {}
}
