package sarai.engine.whisper;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.whisper.EncodedSpan.Attempt;

/// Whisper computed by ONNX Runtime (ADR 0124). Words are read greedily, and searched only where
/// they are unsure (ADR 0118).
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
    try (EncodedSpan span = encode(how, samples)) {
      Attempt greedy = span.greedy(languages);
      return greedy.isSure()
          ? greedy.reading()
          : searched(span, only(greedy.reading().language()), how, samples);
    } catch (OrtException e) {
      throw failed(samples, e);
    }
  }

  @Override
  public List<Segment> search(Decoding how, float[] samples) throws IOException {
    Languages languages = how.language().equals("auto") ? Languages.all() : only(how.language());
    try (EncodedSpan span = encode(how, samples)) {
      return searched(span, languages, how, samples).segments();
    } catch (OrtException e) {
      throw failed(samples, e);
    }
  }

  /// What is left behind the last time is encoded and searched anew.
  private Reading searched(EncodedSpan span, Languages languages, Decoding how, float[] samples)
      throws IOException, OrtException {
    Attempt best = span.search(languages);
    Reading reading = best.reading();
    if (best.isSilence()) {
      return Reading.nothing(reading.language());
    }
    int end = (int) (best.end() * Listener.RATE);
    if (how.oneSegment() || end <= 0 || end + Listener.RATE >= samples.length) {
      return reading;
    }
    float[] rest = Arrays.copyOfRange(samples, end, samples.length);
    Decoding next = Decoding.of(rest.length, how.threads(), reading.language());
    try (EncodedSpan behind = encode(next, rest)) {
      return reading.followedBy(best.end(), searched(behind, only(reading.language()), next, rest));
    }
  }

  private EncodedSpan encode(Decoding how, float[] samples) throws OrtException {
    return new EncodedSpan(model, vocabulary, how, samples);
  }

  private static Languages only(String language) throws IOException {
    return Languages.of(List.of(language));
  }

  private static IOException failed(float[] samples, OrtException e) {
    return new IOException("ONNX Runtime failed on " + samples.length + " samples", e);
  }

  @Override
  public void close() {
    model.close();
  }
}
