package sarai.chat;

/// Tokens that an answer cost.
///
/// @param cachedTokens how many of the prompt's tokens came from the engine's prefix cache
public record Usage(int promptTokens, int completionTokens, int cachedTokens) {
  public static final Usage NONE = new Usage(0, 0, 0);

  public int totalTokens() {
    return promptTokens + completionTokens;
  }
}
