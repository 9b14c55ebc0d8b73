package sarai.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Draws the lines of a [Row.Curve]; both axes begin at 0. The first line also shows between which
/// values chance may have moved its points.
record CurvePlot(Row.Curve curve) {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 260;
  private static final int LEFT = 50;
  private static final int TOP = 18;
  private static final int BOTTOM = 40;
  private static final int KEY_LINE = 16;
  private static final int KEYS_IN_A_LINE = 4;
  private static final List<String> COLOURS =
      List.of("#06c", "#c60", "#393", "#c0c", "#888", "#0aa");

  String svg() {
    StringBuilder inside = new StringBuilder();
    for (int i = 0; i < curve.lines().size(); i++) {
      inside.append(line(curve.lines().get(i), i));
    }
    int keys = (curve.lines().size() - 1) / KEYS_IN_A_LINE * KEY_LINE;
    return String.format(
        Locale.ROOT,
        "<svg viewBox='0 0 %d %d'><path class=axis d='M%d %dV%dH%d'/>%s%s%s</svg>",
        WIDTH,
        HEIGHT + keys,
        LEFT,
        TOP,
        HEIGHT - BOTTOM,
        WIDTH - 10,
        values(),
        places(),
        inside);
  }

  /// The unit and three values beside the upright axis.
  private String values() {
    double most = most(Row.Curve.Point::high);
    String ticks =
        IntStream.rangeClosed(0, 2)
            .mapToObj(i ->
                text(
                    LEFT - 4,
                    y(most * i / 2) + 4,
                    "end",
                    String.format(Locale.ROOT, most < 10 ? "%.1f" : "%.0f", most * i / 2)))
            .collect(Collectors.joining());
    return ticks + text(4, TOP - 6, "start", curve.unit());
  }

  /// Every place that was measured, below the other axis; those that would be written over the one
  /// before are left out.
  private String places() {
    StringBuilder places = new StringBuilder();
    double free = LEFT;
    List<Double> all =
        curve.lines().stream()
            .flatMap(line -> line.points().stream())
            .map(Row.Curve.Point::x)
            .distinct()
            .sorted()
            .toList();
    for (double place : all) {
      if (x(place) >= free) {
        String label = String.format(Locale.ROOT, place % 1 == 0 ? "%.0f" : "%.1f", place);
        places.append(text(x(place), HEIGHT - BOTTOM + 13, "middle", label));
        free = x(place) + 24;
      }
    }
    return places + text(WIDTH - 10, HEIGHT - BOTTOM - 4, "end", curve.across());
  }

  private static String text(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x=%.1f y=%.1f text-anchor=%s>%s</text>",
        x,
        y,
        anchor,
        HtmlReport.plain(text));
  }

  private String line(Row.Curve.Line line, int index) {
    String colour = COLOURS.get(index % COLOURS.size());
    String path =
        line.points().stream()
            .map(point -> String.format(Locale.ROOT, "%.1f %.1f", x(point.x()), y(point.y())))
            .collect(Collectors.joining("L", "M", ""));
    String dots =
        line.points().stream()
            .map(point ->
                String.format(
                    Locale.ROOT,
                    "<circle cx=%.1f cy=%.1f r=3 fill=%s />",
                    x(point.x()),
                    y(point.y()),
                    colour))
            .collect(Collectors.joining());
    String key =
        String.format(
            Locale.ROOT,
            "<text x=%d y=%d fill=%s>● %s</text>",
            LEFT + index % KEYS_IN_A_LINE * 145,
            HEIGHT - 8 + index / KEYS_IN_A_LINE * KEY_LINE,
            colour,
            HtmlReport.plain(line.name()));
    return (index == 0 ? chance(line, colour) : "")
        + "<path style='stroke:%s' d='%s'/>".formatted(colour, path)
        + dots
        + key;
  }

  private String chance(Row.Curve.Line line, String colour) {
    return line.points().stream()
        .filter(point -> point.low() < point.high())
        .map(point ->
            String.format(
                Locale.ROOT,
                "<path style='stroke:%s;stroke-width:5;opacity:.25' d='M%.1f %.1fV%.1f'/>",
                colour,
                x(point.x()),
                y(point.low()),
                y(point.high())))
        .collect(Collectors.joining());
  }

  private double x(double place) {
    return LEFT + (WIDTH - LEFT - 20) * place / most(Row.Curve.Point::x);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / most(Row.Curve.Point::high);
  }

  private double most(ToDoubleFunction<Row.Curve.Point> value) {
    double most =
        curve.lines().stream()
            .flatMap(line -> line.points().stream())
            .mapToDouble(value)
            .max()
            .orElse(1);
    return Math.max(most, 1e-9);
  }
}
