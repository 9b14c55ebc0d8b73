package sarai.bench;

import java.util.Locale;

/// Draws a [Row.Traced] against time, with the most that it may be where that is near.
record TracePlot(Row.Traced trace) {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 180;
  private static final int LEFT = 60;
  private static final int TOP = 18;
  private static final int BOTTOM = 24;

  /// A limit further up than this would press the line flat.
  private static final double NEAR = 3;

  private boolean limitIsNear() {
    return trace.limit() <= NEAR * trace.figure();
  }

  private double most() {
    return Math.max(1e-9, limitIsNear() ? Math.max(trace.limit(), trace.figure()) : trace.figure());
  }

  String svg() {
    double seconds = trace.values().size() * trace.stepSeconds();
    return String.format(
        Locale.ROOT,
        "<svg viewBox='0 0 %d %d'><path class=axis d='M%d %dV%dH%d'/>%s<path d='%s'/>%s%s%s%s</svg>",
        WIDTH,
        HEIGHT,
        LEFT,
        TOP,
        HEIGHT - BOTTOM,
        WIDTH - 10,
        limit(),
        line(),
        text(LEFT - 4, HEIGHT - BOTTOM, "end", "0"),
        text(LEFT - 4, y(trace.figure()) + 4, "end", number(trace.figure())),
        text(4, TOP - 6, "start", trace.unit()),
        text(WIDTH - 10, HEIGHT - 8, "end", String.format(Locale.ROOT, "%.1f s", seconds)));
  }

  private String line() {
    StringBuilder path = new StringBuilder();
    int last = Math.max(1, trace.values().size() - 1);
    for (int i = 0; i < trace.values().size(); i++) {
      double x = LEFT + (WIDTH - LEFT - 10.0) * i / last;
      path.append(
          String.format(
              Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x, y(trace.values().get(i))));
    }
    return path.toString();
  }

  private String limit() {
    String most = "at most %s %s".formatted(number(trace.limit()), trace.unit());
    return limitIsNear()
        ? String.format(
                Locale.ROOT,
                "<path style='stroke:#c00;stroke-dasharray:6 4' d='M%d %.1fH%d'/>",
                LEFT,
                y(trace.limit()),
                WIDTH - 10)
            + text(WIDTH - 10, y(trace.limit()) - 4, "end", most)
        : text(WIDTH - 10, TOP - 6, "end", most + ", far above this plot");
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / most();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
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
}
