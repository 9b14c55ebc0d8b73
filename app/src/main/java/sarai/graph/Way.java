package sarai.graph;

import sarai.route.Route;

/// The edges after `route`.
enum Way {
  VISION,
  AUDIO,
  RAG,
  EXPERT,
  EMPATHY,
  TINY;

  static Way of(Route route) {
    return switch (route) {
      case Route.Vision _ -> VISION;
      case Route.Audio _ -> AUDIO;
      case Route.Rag _ -> RAG;
      case Route.Expert _ -> EXPERT;
      case Route.Empathy _ -> EMPATHY;
      case Route.Tiny _ -> TINY;
    };
  }

  /// Whether the model of this way reads words only.
  boolean readsOnly() {
    return this != VISION && this != AUDIO;
  }
}
