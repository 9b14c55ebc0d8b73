package sarai.route;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Neurons between the features and the outputs, beside the weights that lead there directly: what
/// a feature says may depend on the others of its text. They share a table of one signed byte for
/// each bucket and neuron, smaller than that of the direct weights. Immutable.
final class HiddenLayer {
  /// A feature's row is its bucket among those of [Weights], modulo this.
  static final int ROWS = 1 << 16;

  /// Neurons whose cells of a row share a long.
  static final int PACK = Long.BYTES;

  /// What a cell of 0 is in a pack: there, cells are never negative.
  private static final int ZERO = 128;

  /// A pack of zeros. Its exclusive or adds [#ZERO] to each cell of a pack at once.
  private static final long ZEROS = 0x8080808080808080L;

  /// The first, third, fifth and seventh byte.
  private static final long EVERY_OTHER = 0x00ff00ff00ff00ffL;

  private final long[] packs;
  private final Neuron[] neurons;

  /// One neuron: tanh of its bias and what its features add up to, times what it says to each
  /// output.
  ///
  /// @param scale value of one step of a cell
  /// @param outputs logits for each output
  @SuppressWarnings("ArrayRecordComponent") // read for each feature; never compared or changed
  record Neuron(float scale, float bias, float[] outputs) {}

  HiddenLayer(byte[] cells, Neuron[] neurons) {
    if (cells.length != ROWS * neurons.length || neurons.length % PACK != 0) {
      throw new IllegalArgumentException(
          cells.length + " cells do not fit " + neurons.length + " neurons");
    }
    this.neurons = neurons.clone();
    this.packs = new long[cells.length / PACK];
    ByteBuffer.wrap(cells).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(packs);
    for (int i = 0; i < packs.length; i++) {
      packs[i] ^= ZEROS;
    }
  }

  /// Reads what [#write] wrote.
  static HiddenLayer read(DataInputStream in) throws IOException {
    Neuron[] neurons = new Neuron[in.readUnsignedShort()];
    for (int i = 0; i < neurons.length; i++) {
      float scale = in.readFloat();
      float bias = in.readFloat();
      float[] outputs = new float[Weights.OUTPUTS];
      for (int output = 0; output < outputs.length; output++) {
        outputs[output] = in.readFloat();
      }
      neurons[i] = new Neuron(scale, bias, outputs);
    }
    return new HiddenLayer(in.readNBytes(ROWS * neurons.length), neurons);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeShort(neurons.length);
    for (Neuron neuron : neurons) {
      out.writeFloat(neuron.scale);
      out.writeFloat(neuron.bias);
      for (float logit : neuron.outputs) {
        out.writeFloat(logit);
      }
    }
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < neurons.length; i++) {
        out.writeByte(cell(row, i));
      }
    }
  }

  /// How many neurons there are.
  int size() {
    return neurons.length;
  }

  /// Whether another layer has the same cells, and so came of the same training.
  boolean isLike(HiddenLayer other) {
    return Arrays.equals(packs, other.packs);
  }

  /// The sum of each neuron's cells over some buckets. Not thread-safe.
  final class Total {
    /// Additions that fit: as many times 255 fill the 16 bits that each neuron has here.
    private static final int MOST_PENDING = 257;

    private final long[] lanes = new long[2 * neurons.length / PACK];
    private final int[] settled = new int[neurons.length];
    private int pending;

    void add(int bucket) {
      int at = row(bucket) * (neurons.length / PACK);
      for (int i = 0; i < lanes.length; i += 2) {
        long pack = packs[at + i / 2];
        lanes[i] += pack & EVERY_OTHER;
        lanes[i + 1] += (pack >>> Byte.SIZE) & EVERY_OTHER;
      }
      if (++pending == MOST_PENDING) {
        settle();
      }
    }

    /// Adds the sums to others, each times a value.
    void addTo(float[] sums, float value) {
      settle();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += value * settled[i];
      }
    }

    private void settle() {
      for (int i = 0; i < settled.length; i++) {
        long lane = lanes[i / PACK * 2 + i % 2] >>> (i % PACK / 2 * Short.SIZE);
        settled[i] += (int) (lane & 0xffff) - ZERO * pending;
      }
      Arrays.fill(lanes, 0);
      pending = 0;
    }
  }

  /// The logits of a text whose features are known.
  double[] logits(FeatureVector features) {
    float[] sums = new float[neurons.length];
    for (int feature = 0; feature < features.size(); feature++) {
      int at = row(features.bucket(feature)) * (neurons.length / PACK);
      float value = features.value(feature);
      for (int first = 0; first < neurons.length; first += PACK) {
        addPack(packs[at + first / PACK], value, sums, first);
      }
    }
    return logits(sums);
  }

  private static void addPack(long pack, float value, float[] sums, int first) {
    for (int i = 0; i < PACK; i++) {
      sums[first + i] += value * ((int) ((pack >>> (i * Byte.SIZE)) & 0xff) - ZERO);
    }
  }

  /// @param sums of the cells of a text, each times the value of its feature
  double[] logits(float[] sums) {
    double[] logits = new double[Weights.OUTPUTS];
    for (int i = 0; i < neurons.length; i++) {
      Neuron neuron = neurons[i];
      double activity = Math.tanh(neuron.bias + neuron.scale * sums[i]);
      for (int output = 0; output < logits.length; output++) {
        logits[output] += activity * neuron.outputs[output];
      }
    }
    return logits;
  }

  /// For one output, what a unit of each neuron's sum is worth in a text with these sums: each
  /// feature's share in the logit is in proportion to its share in the sums.
  double[] worth(float[] sums, int output) {
    double[] worth = new double[neurons.length];
    for (int i = 0; i < neurons.length; i++) {
      Neuron neuron = neurons[i];
      if (sums[i] != 0) {
        double moved = Math.tanh(neuron.bias + neuron.scale * sums[i]) - Math.tanh(neuron.bias);
        worth[i] = moved * neuron.outputs[output] / sums[i];
      }
    }
    return worth;
  }

  /// A bucket's cells, each times the worth of its neuron.
  double share(int bucket, double[] worth) {
    double share = 0;
    for (int i = 0; i < worth.length; i++) {
      share += worth[i] * cell(row(bucket), i);
    }
    return share;
  }

  private int cell(int row, int neuron) {
    long pack = packs[row * (neurons.length / PACK) + neuron / PACK];
    return (int) ((pack >>> (neuron % PACK * Byte.SIZE)) & 0xff) - ZERO;
  }

  static int row(int bucket) {
    return bucket & (ROWS - 1);
  }
}
