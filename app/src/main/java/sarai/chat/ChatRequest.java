package sarai.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A conversation to continue. Immutable.
///
/// @param model the model id asked for; `sarai` leaves the choice to the router
/// @param maxTokens bound on the answer in tokens; null for the engine's own
/// @param parameters what is passed to the engine that answers
/// @param session the conversation that this turn belongs to; null when the request stands alone
/// @param user the person asking, for caches; null when not told
/// @param language what the reader reads, ISO 639-1, for where no word tells it; null when not told
public record ChatRequest(
    String model,
    List<Message> messages,
    @Nullable Integer maxTokens,
    Parameters parameters,
    @Nullable String session,
    @Nullable String user,
    @Nullable String language) {
  /// The virtual model that routes.
  public static final String ROUTED = "sarai";

  public ChatRequest {
    messages = List.copyOf(messages);
  }

  /// A request whose reader's language is not told.
  public ChatRequest(
      String model,
      List<Message> messages,
      @Nullable Integer maxTokens,
      Parameters parameters,
      @Nullable String session,
      @Nullable String user) {
    this(model, messages, maxTokens, parameters, session, user, null);
  }

  /// A routed request that stands alone.
  public static ChatRequest of(Message... messages) {
    return new ChatRequest(ROUTED, List.of(messages), null, Parameters.NONE, null, null);
  }

  public ChatRequest withMessages(List<Message> changed) {
    return new ChatRequest(model, changed, maxTokens, parameters, session, user, language);
  }

  public ChatRequest withModel(String id) {
    return new ChatRequest(id, messages, maxTokens, parameters, session, user, language);
  }

  public ChatRequest withParameters(Parameters changed) {
    return new ChatRequest(model, messages, maxTokens, changed, session, user, language);
  }

  /// @param told ISO 639-1; null when not told
  public ChatRequest withLanguage(@Nullable String told) {
    return new ChatRequest(model, messages, maxTokens, parameters, session, user, told);
  }

  /// The last message of the user, which is what routing looks at; null when there is none.
  public @Nullable Message question() {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role() == Role.USER) {
        return messages.get(i);
      }
    }
    return null;
  }
}
