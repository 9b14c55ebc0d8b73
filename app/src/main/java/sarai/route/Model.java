package sarai.route;

import java.util.Arrays;

/// The direct weights while they learn: floats instead of the bytes of [Weights]. Not thread-safe.
///
/// AdaGrad (Duchi, Hazan and Singer 2011) with L2 on the features that a step touches.
final class Model {
  private static final float EPSILON = 1e-6f;

  private final float[] weights = new float[Weights.BUCKETS * Weights.OUTPUTS];
  private final float[] squares = new float[Weights.BUCKETS * Weights.OUTPUTS];
  private final float[] bias = new float[Weights.OUTPUTS];

  /// A model that goes on from given weights.
  static Model from(Weights start) {
    Model model = new Model();
    Arrays.fill(model.squares, 1);
    for (int output = 0; output < Weights.OUTPUTS; output++) {
      model.bias[output] = start.output(output).bias();
      for (int bucket = 0; bucket < Weights.BUCKETS; bucket++) {
        model.weights[bucket * Weights.OUTPUTS + output] = start.weight(bucket, output);
      }
    }
    return model;
  }

  double logit(FeatureVector features, int output) {
    double sum = bias[output];
    for (int i = 0; i < features.size(); i++) {
      sum += weights[features.bucket(i) * Weights.OUTPUTS + output] * features.value(i);
    }
    return sum;
  }

  /// Adds a share of another model.
  void add(Model other, float share) {
    for (int cell = 0; cell < weights.length; cell++) {
      weights[cell] += share * other.weights[cell];
    }
    for (int output = 0; output < bias.length; output++) {
      bias[output] += share * other.bias[output];
    }
  }

  /// Goes a step against the error of one output.
  void learn(FeatureVector features, int output, double error, Step step) {
    double weighted = error * step.weight();
    for (int i = 0; i < features.size(); i++) {
      int cell = features.bucket(i) * Weights.OUTPUTS + output;
      float gradient = (float) (weighted * features.value(i)) + step.l2() * weights[cell];
      squares[cell] += gradient * gradient;
      weights[cell] -= step.rate() * gradient / ((float) Math.sqrt(squares[cell]) + EPSILON);
    }
    bias[output] -= (float) (step.rate() * 0.05 * weighted);
  }

  /// How far one example moves the model.
  record Step(float rate, float l2, double weight) {}

  /// Rounds to one byte a weight.
  ///
  /// @param calibration slope and offset of each output
  Weights quantised(double[][] calibration, HiddenLayer hidden, Vocabulary vocabulary) {
    Weights.Output[] outputs = new Weights.Output[Weights.OUTPUTS];
    for (int output = 0; output < Weights.OUTPUTS; output++) {
      float scale = largest(output) / Byte.MAX_VALUE;
      float slope = (float) calibration[output][0];
      float offset = (float) calibration[output][1];
      outputs[output] = new Weights.Output(scale, bias[output], slope, offset);
    }
    return rounded(outputs, hidden, vocabulary);
  }

  /// Rounds with the scales, the calibration and the hidden layer of the weights that this model
  /// began with.
  Weights quantisedLike(Weights start) {
    Weights.Output[] outputs = new Weights.Output[Weights.OUTPUTS];
    for (int output = 0; output < Weights.OUTPUTS; output++) {
      Weights.Output before = start.output(output);
      outputs[output] =
          new Weights.Output(before.scale(), bias[output], before.slope(), before.offset());
    }
    return rounded(outputs, start.hidden(), start.vocabulary());
  }

  private Weights rounded(Weights.Output[] outputs, HiddenLayer hidden, Vocabulary vocabulary) {
    byte[] cells = new byte[weights.length];
    for (int cell = 0; cell < cells.length; cell++) {
      float steps = weights[cell] / outputs[cell % Weights.OUTPUTS].scale();
      cells[cell] = (byte) Math.clamp(Math.round(steps), -Byte.MAX_VALUE, Byte.MAX_VALUE);
    }
    return new Weights(cells, outputs, hidden, vocabulary);
  }

  private float largest(int output) {
    float largest = Float.MIN_NORMAL;
    for (int cell = output; cell < weights.length; cell += Weights.OUTPUTS) {
      largest = Math.max(largest, Math.abs(weights[cell]));
    }
    return largest;
  }
}
