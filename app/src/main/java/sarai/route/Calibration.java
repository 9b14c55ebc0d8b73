package sarai.route;

import java.util.List;

/// Temperature scaling with an offset: finds slope and offset of σ(slope · logit + offset) that
/// make held-out logits most likely (Platt 1999; Guo and others 2017 for the slope alone).
final class Calibration {
  private static final int STEPS = 4000;
  private static final double RATE = 0.05;

  /// A logit of a model that has not seen the example, and the label 0 or 1.
  record Point(double logit, double label) {}

  private Calibration() {}

  /// Slope and offset.
  static double[] fit(List<Point> points) {
    double slope = 1;
    double offset = 0;
    for (int step = 0; step < STEPS; step++) {
      double slopeGradient = 0;
      double offsetGradient = 0;
      for (Point point : points) {
        double error = 1 / (1 + Math.exp(-(slope * point.logit + offset))) - point.label;
        slopeGradient += error * point.logit;
        offsetGradient += error;
      }
      slope -= RATE * slopeGradient / points.size();
      offset -= RATE * offsetGradient / points.size();
    }
    return new double[] {slope, offset};
  }
}
