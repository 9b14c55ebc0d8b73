package sarai.route;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Neurons between the features and the outputs, beside the weights that lead there directly: what
/// a feature says may depend on the others of its text. They share a table of one signed byte for
/// each bucket of [Weights] and neuron. Immutable.
final class HiddenLayer {
  /// Neurons whose cells of a row share a long.
  static final int PACK = Long.BYTES;

  /// More than were ever trained, and a table of 64 MB.
  private static final int MOST_NEURONS = 256;

  /// Bytes that are read at once.
  private static final int CHUNK = 1 << 16;

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

  /// @param cells of each bucket, one for each neuron
  HiddenLayer(byte[] cells, Neuron[] neurons) {
    this(packs(cells), neurons.clone());
  }

  /// @param packs of cells above [#ZERO]; they and the neurons are nobody else's
  private HiddenLayer(long[] packs, Neuron[] neurons) {
    if (packs.length * PACK != Weights.BUCKETS * neurons.length || neurons.length % PACK != 0) {
      throw new IllegalArgumentException(
          packs.length * PACK + " cells do not fit " + neurons.length + " neurons");
    }
    this.neurons = neurons;
    this.packs = packs;
  }

  private static long[] packs(byte[] cells) {
    long[] packs = new long[cells.length / PACK];
    pack(cells, packs, 0, packs.length);
    return packs;
  }

  private static void pack(byte[] cells, long[] packs, int at, int count) {
    ByteBuffer.wrap(cells).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(packs, at, count);
    for (int i = at; i < at + count; i++) {
      packs[i] ^= ZEROS;
    }
  }

  /// Reads what [#write] wrote.
  ///
  /// @throws IllegalArgumentException when the number of neurons is none that was written
  static HiddenLayer read(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    if (count > MOST_NEURONS || count % PACK != 0) {
      throw new IllegalArgumentException(
          count + " neurons, not a multiple of " + PACK + " up to " + MOST_NEURONS);
    }
    Neuron[] neurons = new Neuron[count];
    for (int i = 0; i < neurons.length; i++) {
      float scale = in.readFloat();
      float bias = in.readFloat();
      float[] outputs = new float[Weights.OUTPUTS];
      for (int output = 0; output < outputs.length; output++) {
        outputs[output] = in.readFloat();
      }
      neurons[i] = new Neuron(scale, bias, outputs);
    }
    return new HiddenLayer(readPacks(in, Weights.BUCKETS * neurons.length / PACK), neurons);
  }

  private static long[] readPacks(DataInputStream in, int count) throws IOException {
    long[] packs = new long[count];
    byte[] bytes = new byte[CHUNK];
    for (int at = 0; at < count; ) {
      int length = Math.min(CHUNK, (count - at) * PACK);
      in.readFully(bytes, 0, length);
      pack(bytes, packs, at, length / PACK);
      at += length / PACK;
    }
    return packs;
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
    ByteBuffer cells =
        ByteBuffer.allocate(packs.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long pack : packs) {
      cells.putLong(pack ^ ZEROS);
    }
    out.write(cells.array());
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
      int at = bucket * (neurons.length / PACK);
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
      int at = features.bucket(feature) * (neurons.length / PACK);
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
      share += worth[i] * cell(bucket, i);
    }
    return share;
  }

  private int cell(int bucket, int neuron) {
    long pack = packs[bucket * (neurons.length / PACK) + neuron / PACK];
    return (int) ((pack >>> (neuron % PACK * Byte.SIZE)) & 0xff) - ZERO;
  }
}
