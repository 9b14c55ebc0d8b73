package sarai.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What was measured, each value as it came. Immutable.
///
/// @param unit of every value, as `ms` or `MB`
/// @param values in the order of measuring; at least one
record Samples(String unit, List<Double> values) {
  Samples {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no sample in " + unit);
    }
    values = List.copyOf(values);
  }

  /// The value under which lies the given part of the samples (nearest rank).
  ///
  /// @param part in (0, 1]
  double quantile(double part) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[Math.clamp((int) Math.ceil(part * sorted.length) - 1, 0, sorted.length - 1)];
  }

  double median() {
    return quantile(0.5);
  }

  double max() {
    return quantile(1);
  }

  @Override
  public String toString() {
    if (values.size() == 1) {
      return String.format(Locale.ROOT, "%.2f %s, measured once", median(), unit);
    }
    return String.format(
        Locale.ROOT,
        "median %.2f %s, p25–p75 %.2f–%.2f, p99 %.2f, n %d",
        median(),
        unit,
        quantile(0.25),
        quantile(0.75),
        quantile(0.99),
        values.size());
  }
}
