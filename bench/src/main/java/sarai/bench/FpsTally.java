package sarai.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Collects answers about the same clips by a setting, such as frames a second, and chooses. Used
/// by one thread.
///
/// The rule, written before any answer of this study was seen: the cheapest setting that is not
/// clearly worse than the best one, where *clearly worse* means that it missed so many more of the
/// clips that a fair coin would do so in less than 5 % ([SignTest]).
final class FpsTally {
  static final String ALL = "all brief events";
  private static final double CLEARLY = 0.05;

  /// With fewer clips no setting can be clearly worse.
  private static final int FEWEST = 5;

  /// One answer.
  ///
  /// @param clip the same at each setting
  /// @param kind of the clip
  /// @param always whether the shape is there all the time: such clips tell what the model can do
  ///   with that many frames, and no rate misses them
  record Shot(String clip, String kind, boolean always, boolean right, Cost cost) {}

  /// What an answer took.
  record Cost(int frames, int tokens, double seconds) {}

  private final String name;
  private final NavigableMap<Double, List<Shot>> shots = new TreeMap<>();

  /// @param name of the setting, with its unit
  FpsTally(String name) {
    this.name = name;
  }

  void add(double setting, Shot shot) {
    shots.computeIfAbsent(setting, _ -> new ArrayList<>()).add(shot);
  }

  /// Whether the model named less than half of what was always there: then it is the limit, and the
  /// setting tells nothing.
  boolean isBeyondTheModel(double setting) {
    List<Shot> always = at(setting, Shot::always);
    return !always.isEmpty() && proportion(always).share() < 0.5;
  }

  /// What was missed against the setting, the frames and the tokens; tokens and time against the
  /// setting.
  List<Row> rows() {
    List<Row.Curve.Line> missed = new ArrayList<>();
    missed.add(missed(ALL, shot -> !shot.always(), setting -> setting));
    for (String kind : kinds()) {
      missed.add(missed(kind, shot -> shot.kind().equals(kind), setting -> setting));
    }
    return List.of(
        new Row.Curve("missed against " + name, name, "% missed", missed),
        against("frames", cost -> (double) cost.frames()),
        against("prompt tokens", cost -> (double) cost.tokens()),
        cost("prompt tokens", "tokens", cost -> (double) cost.tokens()),
        cost("time of an answer", "s", Cost::seconds));
  }

  private Row against(String across, Function<Cost, Double> x) {
    Row.Curve.Line line = missed(ALL, shot -> !shot.always(), setting -> median(setting, x));
    return new Row.Curve(
        "missed against %s, by %s".formatted(across, name), across, "% missed", List.of(line));
  }

  private Row cost(String what, String unit, Function<Cost, Double> y) {
    List<Row.Curve.Point> points =
        shots.keySet().stream().map(at -> new Row.Curve.Point(at, median(at, y))).toList();
    return new Row.Curve(
        "%s against %s".formatted(what, name),
        name,
        unit,
        List.of(new Row.Curve.Line("median", points)));
  }

  private Row.Curve.Line missed(
      String line, Predicate<Shot> which, Function<Double, Double> across) {
    List<Row.Curve.Point> points = new ArrayList<>();
    for (double setting : shots.keySet()) {
      List<Shot> some = at(setting, which);
      if (!some.isEmpty()) {
        Proportion right = proportion(some);
        points.add(
            new Row.Curve.Point(
                across.apply(setting),
                100 * (1 - right.share()),
                100 * (1 - right.high()),
                100 * (1 - right.low())));
      }
    }
    return new Row.Curve.Line(line, points);
  }

  private double median(double setting, Function<Cost, Double> value) {
    List<Double> values =
        at(setting, _ -> true).stream().map(shot -> value.apply(shot.cost())).toList();
    return new Samples("", values).median();
  }

  private List<String> kinds() {
    return shots.values().stream().flatMap(List::stream).map(Shot::kind).distinct().toList();
  }

  private List<Shot> at(double setting, Predicate<Shot> which) {
    return shots.getOrDefault(setting, List.of()).stream().filter(which).toList();
  }

  private static Proportion proportion(List<Shot> some) {
    return new Proportion((int) some.stream().filter(Shot::right).count(), some.size());
  }

  /// What the rule says of all brief events and of each kind of them.
  ///
  /// @param now the setting in use; NaN for none
  List<Row> advice(double now) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row.Note(
            "how %s are chosen".formatted(name),
            "the fewest that are not clearly worse than the best on the same clips; clearly worse:"
                + " they missed so many more of them that a fair coin would do so in less than 5 %"
                + " of all cases (sign test). The rule is older than the answers"));
    rows.add(chosen(ALL, shot -> !shot.always(), now));
    for (String kind : kinds()) {
      Predicate<Shot> brief = shot -> shot.kind().equals(kind) && !shot.always();
      if (shots.keySet().stream().anyMatch(setting -> !at(setting, brief).isEmpty())) {
        rows.add(chosen(kind, brief, now));
      }
    }
    List<Double> beyond = shots.keySet().stream().filter(this::isBeyondTheModel).toList();
    if (!beyond.isEmpty()) {
      rows.add(
          new Row.Note(
              name + " beyond this model",
              "at %s it named less than half of what is in the picture all the time: so many frames"
                      .formatted(beyond)
                  + " are more than it was trained with, and what they are worth must be asked of"
                  + " another model"));
    }
    return rows;
  }

  private Row chosen(String kind, Predicate<Shot> which, double now) {
    NavigableMap<Double, List<Shot>> asked = new TreeMap<>();
    shots.keySet().stream()
        .filter(setting -> !isBeyondTheModel(setting) && !at(setting, which).isEmpty())
        .forEach(setting -> asked.put(setting, at(setting, which)));
    return new Row.Note("%s chosen, %s".formatted(name, kind), choice(asked, now));
  }

  private static String choice(NavigableMap<Double, List<Shot>> asked, double now) {
    if (asked.isEmpty()) {
      return "none: all were beyond the model";
    }
    double best = best(asked);
    List<Shot> most = Objects.requireNonNull(asked.get(best));
    if (most.size() < FEWEST) {
      return "none: %d clips are too few for a choice".formatted(most.size());
    }
    double least =
        asked.entrySet().stream()
            .filter(entry -> compared(entry.getValue(), most).chance() >= CLEARLY)
            .mapToDouble(Map.Entry::getKey)
            .min()
            .orElse(best);
    List<Shot> inUse = asked.get(now);
    return "%s, which named %s; the best is %s, which named %s%s"
        .formatted(
            least,
            proportion(Objects.requireNonNull(asked.get(least))),
            best,
            proportion(most),
            inUse == null
                ? ""
                : "; the default, %s, named %s".formatted(now, standing(inUse, most)));
  }

  private static double best(NavigableMap<Double, List<Shot>> asked) {
    double share =
        asked.values().stream().mapToDouble(some -> proportion(some).share()).max().orElse(0);
    return asked.entrySet().stream()
        .filter(entry -> proportion(entry.getValue()).share() == share)
        .mapToDouble(Map.Entry::getKey)
        .min()
        .orElse(0);
  }

  private static String standing(List<Shot> some, List<Shot> most) {
    SignTest test = compared(some, most);
    return String.format(
        Locale.ROOT,
        "%s and is %s than the best (%d clips lost, %d won, p = %.3f)",
        proportion(some),
        test.chance() < CLEARLY ? "clearly worse" : "not clearly worse",
        test.lost(),
        test.won(),
        test.chance());
  }

  /// How some answers stand to those of another setting to the same clips.
  private static SignTest compared(List<Shot> some, List<Shot> others) {
    Map<String, Boolean> other =
        others.stream().collect(Collectors.toMap(Shot::clip, Shot::right, (one, _) -> one));
    int won = 0;
    int lost = 0;
    for (Shot shot : some) {
      boolean right = other.getOrDefault(shot.clip(), shot.right());
      won += shot.right() && !right ? 1 : 0;
      lost += right && !shot.right() ? 1 : 0;
    }
    return new SignTest(won, lost);
  }
}
