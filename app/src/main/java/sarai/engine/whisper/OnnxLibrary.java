package sarai.engine.whisper;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.whisper.EncodedSpan.Attempt;

/// Whisper computed by ONNX Runtime (ADR 0124). Words are read greedily, and searched only where
/// they are unsure (ADR 0118). Used by one thread.
final class OnnxLibrary implements WhisperLibrary {
  private final OnnxModel model;
  private final Vocabulary vocabulary;

  private OnnxLibrary(OnnxModel model, Vocabulary vocabulary) {
    this.model = model;
    this.vocabulary = vocabulary;
  }

  static OnnxLibrary open(Path file, int threads) throws IOException {
    GgmlModel weights = GgmlModel.open(file);
    try {
      Vocabulary vocabulary = new Vocabulary(weights.vocabulary(), weights.size().vocabulary());
      Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
      return new OnnxLibrary(new OnnxModel(weights, threads, scratch), vocabulary);
    } catch (OrtException e) {
      throw new IOException("ONNX Runtime does not take " + file, e);
    }
  }

  @Override
  public String version() {
    return model.version();
  }

  @Override
  public Reading hear(Decoding how, Languages languages, float[] samples) throws IOException {
    try {
      Attempt found = found(how, languages, samples);
      return found.isSure() ? found.reading() : withRest(found, how, samples);
    } catch (OrtException e) {
      throw failed(samples, e);
    }
  }

  private Attempt found(Decoding how, Languages languages, float[] samples)
      throws IOException, OrtException {
    try (EncodedSpan span = encode(how, samples)) {
      Attempt greedy = span.greedy(languages);
      return greedy.isSure() ? greedy : span.search(only(greedy.reading().language()));
    }
  }

  @Override
  public List<Segment> search(Decoding how, float[] samples) throws IOException {
    Languages languages = how.language().equals("auto") ? Languages.all() : only(how.language());
    try {
      return withRest(searched(how, languages, samples), how, samples).segments();
    } catch (OrtException e) {
      throw failed(samples, e);
    }
  }

  private Attempt searched(Decoding how, Languages languages, float[] samples)
      throws IOException, OrtException {
    try (EncodedSpan span = encode(how, samples)) {
      return span.search(languages);
    }
  }

  /// What is left behind the last time is encoded and searched anew, until nothing is found there.
  private Reading withRest(Attempt first, Decoding whole, float[] samples)
      throws IOException, OrtException {
    Attempt last = first;
    Decoding how = whole;
    Reading all = first.heard();
    int from = 0;
    while (!how.oneSegment() && !last.heard().segments().isEmpty()) {
      int end = from + (int) (last.end() * Listener.RATE);
      if (end <= from || end + Listener.RATE >= samples.length) {
        break;
      }
      from = end;
      float[] rest = Arrays.copyOfRange(samples, from, samples.length);
      how = how.over(rest.length);
      last = searched(how, only(all.language()), rest);
      all = all.followedBy((double) from / Listener.RATE, last.heard());
    }
    return all;
  }

  private EncodedSpan encode(Decoding how, float[] samples) throws OrtException {
    return new EncodedSpan(model, vocabulary, how, samples);
  }

  private static Languages only(String language) throws IOException {
    return Languages.of(List.of(language));
  }

  private static IOException failed(float[] samples, OrtException e) {
    return new IOException(
        "ONNX Runtime failed on " + samples.length + " samples: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    model.close();
  }
}
