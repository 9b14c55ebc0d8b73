package sarai.route;

/// Where a request goes.
public sealed interface Route {
  /// The name used in the API and in headers.
  default String id() {
    return switch (this) {
      case Vision _ -> "vision";
      case Audio _ -> "audio";
      case Rag _ -> "rag";
      case Expert _ -> "expert";
      case Empathy _ -> "empathy";
      case Tiny _ -> "tiny";
    };
  }

  /// The vision model looks at a picture or a clip.
  ///
  /// @param video a clip; it wins over pictures of the same request
  record Vision(boolean video) implements Route {}

  /// The resident audio model answers from the sound.
  record Audio() implements Route {}

  /// The web is searched first.
  record Rag() implements Route {}

  record Expert() implements Route {}

  record Empathy() implements Route {}

  record Tiny() implements Route {}
}
