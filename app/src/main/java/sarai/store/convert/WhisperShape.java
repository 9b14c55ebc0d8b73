package sarai.store.convert;

/// The sizes of a Whisper model, read from its variables.
///
/// @param state width of both stacks
/// @param inner width of the feed-forward layers
record WhisperShape(int vocabulary, int state, int inner, int mels, Stack audio, Stack text) {

  /// @param context positions
  record Stack(int context, int heads, int layers) {}

  static WhisperShape of(Ct2File model) throws MalformedFileException {
    Ct2File.Variable embeddings = model.any("decoder/embeddings/weight");
    return new WhisperShape(
        embeddings.dimension(0),
        embeddings.dimension(1),
        model.any("encoder/layer_0/ffn/linear_0/weight").dimension(0),
        model.any("encoder/conv1/weight").dimension(1),
        stack(model, "encoder"),
        stack(model, "decoder"));
  }

  private static Stack stack(Ct2File model, String side) throws MalformedFileException {
    int layers = 0;
    while (model.has(side + "/layer_" + layers + "/ffn/linear_0/weight")) {
      layers++;
    }
    return new Stack(
        model.any(side + "/position_encodings/encodings").dimension(0),
        model.any(side + "/num_heads").whole(),
        layers);
  }
}
