package sarai.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Draws the lines of a [Row.Curve]; both axes begin at 0.
record CurvePlot(Row.Curve curve) {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 260;
  private static final int LEFT = 50;
  private static final int TOP = 14;
  private static final int BOTTOM = 40;
  private static final List<String> COLOURS =
      List.of("#06c", "#c60", "#393", "#c0c", "#888", "#0aa");

  String svg() {
    StringBuilder inside = new StringBuilder();
    for (int i = 0; i < curve.lines().size(); i++) {
      inside.append(line(curve.lines().get(i), i));
    }
    return String.format(
        Locale.ROOT,
        "<svg viewBox='0 0 %d %d'><path class=axis d='M%d %dV%dH%d'/>%s"
            + "<text x=%d y=%d text-anchor=end>0</text><text x=4 y=%d>%.3g %s</text>"
            + "<text x=%d y=%d text-anchor=end>%.3g %s</text></svg>",
        WIDTH,
        HEIGHT,
        LEFT,
        TOP,
        HEIGHT - BOTTOM,
        WIDTH - 10,
        inside,
        LEFT - 4,
        HEIGHT - BOTTOM + 14,
        TOP - 2,
        most(Row.Curve.Point::y),
        HtmlReport.plain(curve.unit()),
        WIDTH - 8,
        HEIGHT - BOTTOM + 14,
        most(Row.Curve.Point::x),
        HtmlReport.plain(curve.across()));
  }

  private String line(Row.Curve.Line line, int index) {
    String colour = COLOURS.get(index % COLOURS.size());
    String path =
        line.points().stream()
            .map(point -> String.format(Locale.ROOT, "%.1f %.1f", x(point), y(point)))
            .collect(Collectors.joining("L", "M", ""));
    String dots =
        line.points().stream()
            .map(point ->
                String.format(
                    Locale.ROOT,
                    "<circle cx=%.1f cy=%.1f r=3 fill=%s />",
                    x(point),
                    y(point),
                    colour))
            .collect(Collectors.joining());
    String key =
        String.format(
            Locale.ROOT,
            "<text x=%d y=%d fill=%s>%s</text>",
            LEFT + index * 110,
            HEIGHT - 6,
            colour,
            HtmlReport.plain(line.name()));
    return "<path style='stroke:%s' d='%s'/>".formatted(colour, path) + dots + key;
  }

  private double x(Row.Curve.Point point) {
    return LEFT + (WIDTH - LEFT - 20) * point.x() / most(Row.Curve.Point::x);
  }

  private double y(Row.Curve.Point point) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * point.y() / most(Row.Curve.Point::y);
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
