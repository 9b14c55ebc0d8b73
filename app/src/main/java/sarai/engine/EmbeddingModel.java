package sarai.engine;

import java.util.List;

/// A model that turns texts into vectors.
public interface EmbeddingModel extends RunningModel {
  /// @param texts with their prefixes already put before them
  Embeddings embed(List<String> texts) throws EngineException, InterruptedException;

  /// @param vectors one for each text, in order, of equal length
  /// @param promptTokens tokens read
  record Embeddings(List<float[]> vectors, int promptTokens) {
    public Embeddings {
      vectors = List.copyOf(vectors);
    }
  }
}
