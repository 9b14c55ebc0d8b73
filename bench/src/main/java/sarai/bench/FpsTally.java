package sarai.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Collects answers about clips by a setting, such as frames a second. Used by one thread.
final class FpsTally {
  /// One answer.
  ///
  /// @param kind of the clip
  record Shot(String kind, boolean right, int tokens, double seconds) {}

  private final NavigableMap<Double, List<Shot>> shots = new TreeMap<>();

  void add(double setting, Shot shot) {
    shots.computeIfAbsent(setting, _ -> new ArrayList<>()).add(shot);
  }

  /// Wrong answers, tokens and time against the setting.
  List<Row> rows(String setting) {
    List<Row.Curve.Line> wrong = new ArrayList<>();
    kinds()
        .forEach(kind ->
            wrong.add(
                new Row.Curve.Line(
                    kind, points(kind, some -> 100 * (1 - proportion(some).share())))));
    return List.of(
        new Row.Curve("wrong against " + setting, setting, "% wrong", wrong),
        all("prompt tokens against " + setting, setting, "tokens", Shot::tokens),
        all("time against " + setting, setting, "s", Shot::seconds));
  }

  private Row all(String name, String setting, String unit, ToDoubleFunction<Shot> value) {
    List<Row.Curve.Point> points = new ArrayList<>();
    shots.forEach((at, some) -> points.add(new Row.Curve.Point(at, median(some, unit, value))));
    return new Row.Curve(name, setting, unit, List.of(new Row.Curve.Line("median", points)));
  }

  private static double median(List<Shot> some, String unit, ToDoubleFunction<Shot> value) {
    return new Samples(unit, some.stream().map(value::applyAsDouble).toList()).median();
  }

  private List<String> kinds() {
    return shots.values().stream().flatMap(List::stream).map(Shot::kind).distinct().toList();
  }

  private List<Row.Curve.Point> points(String kind, ToDoubleFunction<List<Shot>> value) {
    List<Row.Curve.Point> points = new ArrayList<>();
    shots.forEach((at, all) -> {
      List<Shot> some = all.stream().filter(shot -> shot.kind().equals(kind)).toList();
      if (!some.isEmpty()) {
        points.add(new Row.Curve.Point(at, value.applyAsDouble(some)));
      }
    });
    return points;
  }

  private static Proportion proportion(List<Shot> some) {
    return new Proportion((int) some.stream().filter(Shot::right).count(), some.size());
  }

  /// The setting that the answers speak for: the least one whose 95 % interval reaches the best
  /// share.
  ///
  /// @param now the setting in use
  String advice(double now) {
    Map<Double, Proportion> all =
        shots.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> proportion(entry.getValue()),
                    (one, _) -> one,
                    TreeMap::new));
    double best = all.values().stream().mapToDouble(Proportion::share).max().orElse(0);
    double least =
        all.entrySet().stream()
            .filter(entry -> entry.getValue().high() >= best)
            .mapToDouble(Map.Entry::getKey)
            .min()
            .orElse(now);
    double peak =
        all.entrySet().stream()
            .filter(entry -> entry.getValue().share() == best)
            .mapToDouble(Map.Entry::getKey)
            .min()
            .orElse(now);
    return String.format(
        Locale.ROOT,
        "most are right at %s (%s); the least that is not clearly worse is %s (%s); the default is"
            + " %s (%s)."
            + " It holds for the model that was asked and for motions like these.",
        peak,
        all.get(peak),
        least,
        all.get(least),
        now,
        all.containsKey(now) ? all.get(now) : "not asked");
  }
}
