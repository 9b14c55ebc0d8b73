package sarai.cache;

import org.jspecify.annotations.Nullable;

/// Whose question it is. Immutable.
///
/// @param user the person; null when the request named none
/// @param session the conversation; null for a request that stands alone
public record Asker(@Nullable String user, @Nullable String session) {
  /// Who is answered again with what is kept: the person, wherever they ask, else the conversation;
  /// empty for nobody.
  public String owner() {
    if (user != null) {
      return "user " + user;
    }
    return session == null ? "" : "session " + session;
  }
}
