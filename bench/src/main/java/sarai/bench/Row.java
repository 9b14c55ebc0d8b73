package sarai.bench;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One line of a suite's result. Everything that it says was measured in this run.
sealed interface Row {
  String name();

  /// The figure that a later run is compared with; NaN when there is none.
  double figure();

  /// What a person reads.
  String text();

  private static String verdict(double figure, @Nullable Double goal, String unit) {
    return goal == null
        ? ""
        : "; goal ≤ %s %s: %s".formatted(goal, unit, figure <= goal ? "reached" : "missed");
  }

  /// A quantity.
  ///
  /// @param goal the most that the design allows; null where it says nothing
  record Measured(String name, Samples samples, @Nullable Double goal) implements Row {
    @Override
    public double figure() {
      return samples.median();
    }

    @Override
    public String text() {
      return samples + Row.verdict(figure(), goal, samples.unit());
    }
  }

  /// The same work by us and by a baseline, interleaved in one run.
  record Compared(String name, Samples ours, Samples bare) implements Row {
    @Override
    public double figure() {
      return ours.median() / bare.median();
    }

    /// What we add at the given quantile, in the unit of the samples.
    double added(double part) {
      return ours.quantile(part) - bare.quantile(part);
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "ratio %.3f, added p50 %+.2f %s, p99 %+.2f%n      ours  %s%n      bare  %s",
          figure(),
          added(0.5),
          ours.unit(),
          added(0.99),
          ours,
          bare);
    }
  }

  /// A quantity over time.
  ///
  /// @param values one for each step of `stepSeconds`
  /// @param limit the most it may be
  record Traced(String name, String unit, double stepSeconds, List<Double> values, double limit)
      implements Row {
    public Traced {
      values = List.copyOf(values);
    }

    @Override
    public double figure() {
      return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "peak %.1f %s of %.1f %s (%s), %d samples, one each %.0f ms",
          figure(),
          unit,
          limit,
          unit,
          figure() <= limit ? "kept" : "exceeded",
          values.size(),
          stepSeconds * 1e3);
    }
  }

  /// What a sample says about a share of all.
  ///
  /// @param value of the sample, in %
  /// @param low lower end of its 95 % interval
  /// @param high upper end of it
  /// @param detail what was counted
  /// @param goal the most that it shall be; null where nothing was said
  record Estimate(
      String name, double value, double low, double high, String detail, @Nullable Double goal)
      implements Row {
    Estimate(String name, double value, double low, double high, String detail) {
      this(name, value, low, high, detail, null);
    }

    Estimate withGoal(double most) {
      return new Estimate(name, value, low, high, detail, most);
    }

    static Estimate wrong(String name, Proportion right) {
      return new Estimate(
          name,
          100 * (1 - right.share()),
          100 * (1 - right.high()),
          100 * (1 - right.low()),
          right + " right");
    }

    @Override
    public double figure() {
      return value;
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "%.2f %%, 95 %% interval %.2f–%.2f %%: %s%s",
          value,
          low,
          high,
          detail,
          Row.verdict(value, goal, "%"));
    }
  }

  /// What one quantity does to another, a line for each of several cases. Its figure is the mean of
  /// all values.
  record Curve(String name, String across, String unit, List<Line> lines) implements Row {
    public Curve {
      lines = List.copyOf(lines);
    }

    /// @param points in the order of growing x
    record Line(String name, List<Point> points) {
      Line {
        points = List.copyOf(points);
      }
    }

    /// @param low lower end of what y may be by chance (95 %); y where nothing is said
    /// @param high upper end of it
    record Point(double x, double y, double low, double high) {
      Point(double x, double y) {
        this(x, y, y, y);
      }
    }

    @Override
    public double figure() {
      return lines.stream()
          .flatMap(line -> line.points().stream())
          .mapToDouble(Point::y)
          .average()
          .orElse(Double.NaN);
    }

    @Override
    public String text() {
      DecimalFormat number =
          new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
      StringBuilder text = new StringBuilder(unit + " against " + across);
      for (Line line : lines) {
        text.append(String.format(Locale.ROOT, "%n      %-16s", line.name()));
        for (Point point : line.points()) {
          text.append("  %s: %s".formatted(number.format(point.x()), number.format(point.y())));
          if (point.low() < point.high()) {
            text.append(String.format(Locale.ROOT, " (%.0f–%.0f)", point.low(), point.high()));
          }
        }
      }
      return text.toString();
    }
  }

  /// A ceiling of the program.
  ///
  /// @param measured here; NaN when it was not
  /// @param how the command that measures it, and with what it was measured
  /// @param quoted what others published, with the source; null when nothing
  record Ceiling(
      String name, String unit, double target, double measured, String how, @Nullable String quoted)
      implements Row {
    @Override
    public double figure() {
      return measured;
    }

    String verdict() {
      if (Double.isNaN(measured)) {
        return "not measured here";
      }
      return measured <= target ? "kept" : "exceeded";
    }

    @Override
    public String text() {
      String here =
          Double.isNaN(measured) ? "–" : String.format(Locale.ROOT, "%.2f %s", measured, unit);
      return String.format(
          Locale.ROOT,
          "target ≤ %s %s, here %s: %s (%s); quoted elsewhere: %s",
          target,
          unit,
          here,
          verdict(),
          how,
          quoted == null ? "nothing" : quoted);
    }
  }

  /// Something said in words: what could not be measured, or what a tool printed.
  record Note(String name, String text) implements Row {
    @Override
    public double figure() {
      return Double.NaN;
    }
  }
}
