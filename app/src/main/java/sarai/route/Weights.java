package sarai.route;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The trained router in one small versioned file: for each bucket one signed byte an output, and
/// for each output a scale, a bias and its calibration. Outputs are the three of [Intent] and "is
/// Spanish"; beside them a [HiddenLayer]; and the [Vocabulary] of the training. Immutable; two
/// files of the same weights are byte-identical.
public final class Weights {
  static final int BUCKETS = 1 << 18;
  static final int OUTPUTS = 4;
  static final int SPANISH = 3;

  /// Three-letter sequences over the alphabet, space and digit.
  static final int TRIGRAMS = 28 * 28 * 28;

  private static final int MAGIC = 0x53524b54;
  private static final int VERSION = 5;

  private final byte[] cells;
  private final Output[] outputs;
  private final HiddenLayer hidden;
  private final Vocabulary vocabulary;

  /// One output's numbers.
  ///
  /// @param scale value of one step of a cell
  /// @param slope calibration: probability = σ(slope · logit + offset); slope is 1/temperature
  record Output(float scale, float bias, float slope, float offset) {
    double probability(double logit) {
      return 1 / (1 + Math.exp(-(slope * logit + offset)));
    }
  }

  Weights(byte[] cells, Output[] outputs, HiddenLayer hidden, Vocabulary vocabulary) {
    if (cells.length != BUCKETS * OUTPUTS || outputs.length != OUTPUTS) {
      throw new IllegalArgumentException(
          cells.length + " cells and " + outputs.length + " outputs do not fit this version");
    }
    this.cells = cells.clone();
    this.outputs = outputs.clone();
    this.hidden = hidden;
    this.vocabulary = vocabulary;
  }

  /// Reads the weights that ship with the program.
  public static Weights load() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Resources.open("router.bin")))) {
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads what [#toBytes()] wrote.
  ///
  /// @throws IllegalArgumentException when the bytes are no weights of this version
  public static Weights parse(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return read(in);
    } catch (IOException e) {
      throw new IllegalArgumentException(bytes.length + " bytes are too few for weights", e);
    }
  }

  private static Weights read(DataInputStream in) throws IOException {
    requireHeader(in.readInt(), in.readInt());
    Output[] outputs = new Output[OUTPUTS];
    for (int i = 0; i < OUTPUTS; i++) {
      outputs[i] = new Output(in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat());
    }
    Vocabulary vocabulary = Vocabulary.read(in);
    HiddenLayer hidden = HiddenLayer.read(in);
    return new Weights(in.readAllBytes(), outputs, hidden, vocabulary);
  }

  /// The file's content.
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(cells.length + 4096);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      for (Output output : outputs) {
        out.writeFloat(output.scale);
        out.writeFloat(output.bias);
        out.writeFloat(output.slope);
        out.writeFloat(output.offset);
      }
      vocabulary.write(out);
      hidden.write(out);
      out.write(cells);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// The scores of a text whose features are known.
  public Scores scores(FeatureVector features) {
    return scores(features, hidden.logits(features));
  }

  /// The scores of a text whose features are known, and what the hidden layer says of them.
  Scores scores(FeatureVector features, double[] hiddenLogits) {
    return new Scores(
        probability(features, hiddenLogits, 0),
        probability(features, hiddenLogits, 1),
        probability(features, hiddenLogits, 2));
  }

  private double probability(FeatureVector features, double[] hiddenLogits, int index) {
    double logit = outputs[index].bias + hiddenLogits[index];
    for (int i = 0; i < features.size(); i++) {
      logit += weight(features.bucket(i), index) * features.value(i);
    }
    return outputs[index].probability(logit);
  }

  Output output(int index) {
    return outputs[index];
  }

  /// The weight of a bucket for an output in logits.
  float weight(int bucket, int output) {
    return cells[bucket * OUTPUTS + output] * outputs[output].scale;
  }

  /// Adds a bucket's four cells to `sums`, unscaled.
  void addTo(int bucket, int[] sums, int at) {
    int cell = bucket * OUTPUTS;
    sums[at] += cells[cell];
    sums[at + 1] += cells[cell + 1];
    sums[at + 2] += cells[cell + 2];
    sums[at + 3] += cells[cell + 3];
  }

  HiddenLayer hidden() {
    return hidden;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  private static void requireHeader(int magic, int version) {
    if (magic != MAGIC || version != VERSION) {
      throw new IllegalArgumentException(
          "not router weights of version %d (magic %08x, version %d)"
              .formatted(VERSION, magic, version));
    }
  }
}
