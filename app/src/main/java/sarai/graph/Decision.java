package sarai.graph;

import sarai.route.Route;

/// Where a request goes, and why.
///
/// @param model who is to answer
/// @param reason for people
record Decision(Route route, String model, String reason) {
  /// The edges after `route`.
  enum Edge {
    VISION,
    AUDIO,
    RAG,
    EXPERT,
    EMPATHY,
    TINY
  }

  Edge edge() {
    return switch (route) {
      case Route.Vision _ -> Edge.VISION;
      case Route.Audio _ -> Edge.AUDIO;
      case Route.Rag _ -> Edge.RAG;
      case Route.Expert _ -> Edge.EXPERT;
      case Route.Empathy _ -> Edge.EMPATHY;
      case Route.Tiny _ -> Edge.TINY;
    };
  }
}
