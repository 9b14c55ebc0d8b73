package sarai.route;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A few neurons while they learn: floats instead of the bytes of [HiddenLayer]. Not thread-safe.
///
/// Backpropagation with AdaGrad (Duchi, Hazan and Singer 2011).
final class HiddenModel {
  static final int NEURONS = HiddenLayer.PACK;

  private static final float RATE = 0.1f;
  private static final float BIAS_RATE = 0.01f;
  private static final float FIRST_CELL = 0.1f;
  private static final float EPSILON = 1e-4f;

  private final float[] cells = new float[Weights.BUCKETS * NEURONS];
  private final float[] squares = new float[cells.length];
  private final float[] biases = new float[NEURONS];
  private final float[] biasSquares = new float[NEURONS];

  /// What each neuron says to each output.
  private final float[] outputs = new float[NEURONS * Weights.OUTPUTS];

  private final float[] outputSquares = new float[outputs.length];

  /// Neurons that begin unlike each other.
  HiddenModel(Random random) {
    for (int cell = 0; cell < cells.length; cell++) {
      cells[cell] = (float) random.nextGaussian() * FIRST_CELL;
    }
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = (float) (random.nextGaussian() / Math.sqrt(NEURONS));
    }
  }

  /// How active each neuron is.
  float[] activity(FeatureVector features) {
    float[] sums = biases.clone();
    for (int feature = 0; feature < features.size(); feature++) {
      int cell = features.bucket(feature) * NEURONS;
      float value = features.value(feature);
      for (int i = 0; i < NEURONS; i++) {
        sums[i] += value * cells[cell + i];
      }
    }
    for (int i = 0; i < NEURONS; i++) {
      sums[i] = (float) Math.tanh(sums[i]);
    }
    return sums;
  }

  double logit(float[] activity, int output) {
    double sum = 0;
    for (int i = 0; i < NEURONS; i++) {
      sum += activity[i] * outputs[i * Weights.OUTPUTS + output];
    }
    return sum;
  }

  /// Goes a step against the errors of the outputs.
  void learn(FeatureVector features, float[] activity, double[] errors) {
    float[] blame = blame(activity, errors);
    for (int feature = 0; feature < features.size(); feature++) {
      int cell = features.bucket(feature) * NEURONS;
      float value = features.value(feature);
      for (int i = 0; i < NEURONS; i++) {
        float gradient = blame[i] * value;
        float square = squares[cell + i] + gradient * gradient;
        squares[cell + i] = square;
        cells[cell + i] -= RATE * gradient / ((float) Math.sqrt(square) + EPSILON);
      }
    }
  }

  /// The error of each neuron's sum; moves its outputs and its bias on the way.
  private float[] blame(float[] activity, double[] errors) {
    float[] blame = new float[NEURONS];
    for (int i = 0; i < NEURONS; i++) {
      float back = 0;
      for (int output = 0; output < errors.length; output++) {
        int at = i * Weights.OUTPUTS + output;
        back += (float) errors[output] * outputs[at];
        float gradient = (float) errors[output] * activity[i];
        outputs[at] -= RATE * step(outputSquares, at, gradient);
      }
      blame[i] = back * (1 - activity[i] * activity[i]);
      biases[i] -= BIAS_RATE * step(biasSquares, i, blame[i]);
    }
    return blame;
  }

  private static float step(float[] squares, int at, float gradient) {
    squares[at] += gradient * gradient;
    return gradient / ((float) Math.sqrt(squares[at]) + EPSILON);
  }

  /// The neurons of all the models together, which say the mean of what each model says; rounded to
  /// one byte a cell.
  static HiddenLayer together(List<HiddenModel> models) {
    int size = models.size() * NEURONS;
    byte[] cells = new byte[Weights.BUCKETS * size];
    HiddenLayer.Neuron[] neurons = new HiddenLayer.Neuron[size];
    for (int i = 0; i < size; i++) {
      HiddenModel model = models.get(i / NEURONS);
      neurons[i] = model.neuron(i % NEURONS, models.size());
      for (int bucket = 0; bucket < Weights.BUCKETS; bucket++) {
        float cell = model.cells[bucket * NEURONS + i % NEURONS];
        cells[bucket * size + i] = (byte) Math.round(cell / neurons[i].scale());
      }
    }
    return new HiddenLayer(cells, neurons);
  }

  private HiddenLayer.Neuron neuron(int i, int models) {
    float largest = Float.MIN_NORMAL;
    for (int cell = i; cell < cells.length; cell += NEURONS) {
      largest = Math.max(largest, Math.abs(cells[cell]));
    }
    float[] said = Arrays.copyOfRange(outputs, i * Weights.OUTPUTS, (i + 1) * Weights.OUTPUTS);
    for (int output = 0; output < said.length; output++) {
      said[output] /= models;
    }
    return new HiddenLayer.Neuron(largest / Byte.MAX_VALUE, biases[i], said);
  }
}
