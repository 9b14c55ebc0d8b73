package sarai.bench;

import java.util.Optional;

/// How a figure stands to its target. Immutable.
///
/// @param style of the word: `good`, `bad` or `none`
record Verdict(String name, String here, String target, String word, String style) {
  /// Nothing for a row that has no target.
  static Optional<Verdict> of(Row row) {
    return switch (row) {
      case Row.Measured it ->
          Optional.ofNullable(it.goal())
              .map(goal -> of(it.name(), it.figure(), goal, it.samples().unit()));
      case Row.Ceiling it -> Optional.of(of(it.name(), it.measured(), it.target(), it.unit()));
      case Row.Traced it -> Optional.of(of(it.name(), it.figure(), it.limit(), it.unit()));
      case Row.Estimate it ->
          Optional.ofNullable(it.goal()).map(goal -> of(it.name(), it.value(), goal, "%"));
      case Row.Compared _, Row.Curve _, Row.Note _ -> Optional.empty();
    };
  }

  private static Verdict of(String name, double here, double target, String unit) {
    String most = "%s %s".formatted(HtmlReport.number(target), unit);
    if (Double.isNaN(here)) {
      return new Verdict(name, "–", most, "not measured here", "none");
    }
    String figure = "%s %s".formatted(HtmlReport.number(here), unit);
    return here <= target
        ? new Verdict(name, figure, most, "✓ kept", "good")
        : new Verdict(name, figure, most, "✗ missed", "bad");
  }
}
