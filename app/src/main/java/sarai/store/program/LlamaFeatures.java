package sarai.store.program;

/// What an installed llama-server can do, read from its own help text. Immutable.
///
/// @param vision takes a projector for pictures
/// @param audio takes a projector for sounds
/// @param video takes clips
/// @param embeddings makes embeddings
public record LlamaFeatures(boolean vision, boolean audio, boolean video, boolean embeddings) {
  static LlamaFeatures read(String help) {
    boolean projector = help.contains("--mmproj ");
    return new LlamaFeatures(
        projector, projector, help.contains("--video-fps"), help.contains("--embeddings"));
  }
}
