package sarai.route;

import java.util.List;
import java.util.Random;

/// What learns together: weights that lead to the outputs directly, and neurons beside them. Not
/// thread-safe.
record Learner(Model direct, HiddenModel hidden) {
  static Learner fresh(long seed) {
    return new Learner(new Model(), new HiddenModel(new Random(seed)));
  }

  /// The weights that say the mean of what learners say.
  ///
  /// @param calibration slope and offset of each output
  static Weights mean(List<Learner> learners, double[][] calibration, Vocabulary vocabulary) {
    Model mean = new Model();
    learners.forEach(it -> mean.add(it.direct, 1f / learners.size()));
    HiddenLayer hidden = HiddenModel.together(learners.stream().map(Learner::hidden).toList());
    return mean.quantised(calibration, hidden, vocabulary);
  }

  double[] logits(FeatureVector features) {
    return logits(features, hidden.activity(features));
  }

  /// @param labels of each output; a label of ½ counts half
  void learn(FeatureVector features, double[] labels, Model.Step step) {
    float[] activity = hidden.activity(features);
    double[] logits = logits(features, activity);
    double[] errors = new double[logits.length];
    for (int output = 0; output < errors.length; output++) {
      double weight = labels[output] == 0.5 ? 0.5 : 1;
      errors[output] = (1 / (1 + Math.exp(-logits[output])) - labels[output]) * weight;
      direct.learn(features, output, errors[output], step);
    }
    hidden.learn(features, activity, errors);
  }

  private double[] logits(FeatureVector features, float[] activity) {
    double[] logits = new double[Weights.OUTPUTS];
    for (int output = 0; output < logits.length; output++) {
      logits[output] = direct.logit(features, output) + hidden.logit(activity, output);
    }
    return logits;
  }
}
