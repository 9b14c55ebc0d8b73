package sarai.route;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /// The route of a text with this id.
  ///
  /// @return null for ids of routes that words alone do not lead to
  static @Nullable Route byId(String id) {
    return Stream.of(new Rag(), new Expert(), new Empathy(), new Tiny())
        .filter(route -> route.id().equals(id))
        .findFirst()
        .orElse(null);
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
