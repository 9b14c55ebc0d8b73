package sarai.emotion;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A linear softmax over hashed features, in one byte a weight. Immutable once made, thread-safe.
///
/// File: `SEMO`, version, labels, buckets as big-endian ints; temperature; for each label its bias
/// and scale as floats; then the bytes, bucket by bucket.
final class Weights {
  private static final int MAGIC = 0x53454d4f;
  private static final int VERSION = 1;
  private static final int LABELS = Feeling.values().length;

  private final float temperature;
  private final float[] bias;
  private final float[] scale;
  private final byte[] bytes;

  private Weights(float temperature, float[] bias, float[] scale, byte[] bytes) {
    this.temperature = temperature;
    this.bias = bias;
    this.scale = scale;
    this.bytes = bytes;
  }

  /// Rounds each label's weights to 255 steps.
  static Weights quantised(float[][] full, float[] bias, float temperature) {
    float[] scale = new float[LABELS];
    byte[] bytes = new byte[Features.BUCKETS * LABELS];
    for (int label = 0; label < LABELS; label++) {
      float most = 1e-9f;
      for (float weight : full[label]) {
        most = Math.max(most, Math.abs(weight));
      }
      scale[label] = most / 127;
      for (int bucket = 0; bucket < Features.BUCKETS; bucket++) {
        bytes[bucket * LABELS + label] = (byte) Math.round(full[label][bucket] / scale[label]);
      }
    }
    return new Weights(temperature, bias.clone(), scale, bytes);
  }

  Weights withTemperature(float changed) {
    return new Weights(changed, bias, scale, bytes);
  }

  float temperature() {
    return temperature;
  }

  /// Probabilities in the order of [Feeling], summing to 1.
  double[] probabilities(Sparse features) {
    double[] scores = new double[LABELS];
    for (int i = 0; i < features.size(); i++) {
      int row = features.bucket(i) * LABELS;
      for (int label = 0; label < LABELS; label++) {
        scores[label] += bytes[row + label] * (double) scale[label] * features.value(i);
      }
    }
    for (int label = 0; label < LABELS; label++) {
      scores[label] = (scores[label] + bias[label]) / temperature;
    }
    return softmax(scores);
  }

  static double[] softmax(double[] scores) {
    double most = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      most = Math.max(most, score);
    }
    double sum = 0;
    double[] result = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      result[i] = Math.exp(scores[i] - most);
      sum += result[i];
    }
    for (int i = 0; i < result.length; i++) {
      result[i] /= sum;
    }
    return result;
  }

  static Weights read(InputStream in) throws IOException {
    DataInputStream data = new DataInputStream(in);
    if (data.readInt() != MAGIC
        || data.readInt() != VERSION
        || data.readInt() != LABELS
        || data.readInt() != Features.BUCKETS) {
      throw new IOException("these are no emotion weights of version " + VERSION);
    }
    float temperature = data.readFloat();
    float[] bias = new float[LABELS];
    float[] scale = new float[LABELS];
    for (int label = 0; label < LABELS; label++) {
      bias[label] = data.readFloat();
      scale[label] = data.readFloat();
    }
    byte[] bytes = new byte[Features.BUCKETS * LABELS];
    data.readFully(bytes);
    return new Weights(temperature, bias, scale, bytes);
  }

  void write(OutputStream out) throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    data.writeInt(MAGIC);
    data.writeInt(VERSION);
    data.writeInt(LABELS);
    data.writeInt(Features.BUCKETS);
    data.writeFloat(temperature);
    for (int label = 0; label < LABELS; label++) {
      data.writeFloat(bias[label]);
      data.writeFloat(scale[label]);
    }
    data.write(bytes);
    data.flush();
  }
}
