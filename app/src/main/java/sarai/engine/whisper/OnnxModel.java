package sarai.engine.whisper;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Whisper's encoder and decoder in ONNX Runtime, made from a GGML file. Used by one thread.
final class OnnxModel implements AutoCloseable {
  private final OrtEnvironment runtime = OrtEnvironment.getEnvironment();
  private final OrtSession encoder;
  private final OrtSession decoder;
  private final GgmlModel model;

  /// @param threads of each computation
  /// @param scratch where its graphs lie until they are read
  OnnxModel(GgmlModel model, int threads, Path scratch) throws IOException, OrtException {
    this.model = model;
    runtime.setTelemetry(false);
    Path folder = Files.createTempDirectory(scratch, "sarai-onnx-");
    try (OnnxGraph sound = new OnnxGraph(folder, "encoder");
        OnnxGraph text = new OnnxGraph(folder, "decoder")) {
      new EncoderGraph(model, sound).build();
      new DecoderGraph(model, text).build();
      this.encoder = session(sound.write(), threads);
      this.decoder = session(text.write(), threads);
    } finally {
      OnnxGraph.remove(folder);
    }
    model.unload();
  }

  /// Threads wait for each other by spinning, within a run only (ADR 0124).
  private OrtSession session(Path graph, int threads) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      options.setMemoryPatternOptimization(false);
      options.addConfigEntry("session.intra_op.allow_spinning", "1");
      options.addConfigEntry("session.force_spinning_stop", "1");
      return runtime.createSession(graph.toString(), options);
    }
  }

  GgmlHeader size() {
    return model.size();
  }

  String version() {
    return "ONNX Runtime " + runtime.getVersion();
  }

  /// The keys and values of a sound, to be closed by the caller.
  ///
  /// @param positions of 20 ms; what the samples do not fill is silent
  Map<String, OnnxTensor> encode(float[] samples, int positions) throws OrtException {
    float[] framed = framed(samples, positions);
    try (OnnxTensor input = floats(framed, 1, 1, framed.length)) {
      return results(encoder.run(Map.of(EncoderGraph.SAMPLES, input)));
    }
  }

  /// Results of [DecoderGraph], to be closed by the caller.
  Map<String, OnnxTensor> decode(Map<String, OnnxTensor> inputs) throws OrtException {
    return results(decoder.run(inputs));
  }

  private static Map<String, OnnxTensor> results(OrtSession.Result result) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    result.forEach(entry -> tensors.put(entry.getKey(), (OnnxTensor) entry.getValue()));
    return tensors;
  }

  /// The first window is centred on the first sample: before that stands its mirror image.
  private static float[] framed(float[] samples, int positions) {
    int half = EncoderGraph.WINDOW / 2;
    int columns = 2 * positions;
    float[] framed = new float[EncoderGraph.WINDOW + (columns - 1) * EncoderGraph.HOP];
    System.arraycopy(samples, 0, framed, half, Math.min(samples.length, framed.length - half));
    for (int i = 0; i < half; i++) {
      framed[i] = framed[2 * half - i];
    }
    return framed;
  }

  /// Puts the sum of a token's vector and its position's.
  void embed(int token, int position, float[] into, int at) throws IOException {
    int width = size().width();
    float[] place = new float[width];
    model.tensor("decoder.positional_embedding").read(position, place, 0);
    model.tensor("decoder.token_embedding.weight").read(token, into, at);
    for (int i = 0; i < width; i++) {
      into[at + i] += place[i];
    }
  }

  OnnxTensor floats(float[] values, long... sizes) throws OrtException {
    return OnnxTensor.createTensor(runtime, FloatBuffer.wrap(values), sizes);
  }

  OnnxTensor whole(int... values) throws OrtException {
    return OnnxTensor.createTensor(runtime, Arrays.stream(values).asLongStream().toArray());
  }

  @Override
  public void close() {
    try {
      encoder.close();
      decoder.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime closes each session once", e);
    }
  }
}
