package sarai.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A report as one file for a browser: tables and drawings, nothing fetched from anywhere.
final class HtmlReport {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 90;
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2em auto;padding:0 1em}
      pre{white-space:pre-wrap;margin:.2em 0;color:#444}code{background:#eee;padding:0 .3em}
      h2{border-top:1px solid #ccc;padding-top:1em}h3{margin:1em 0 .2em}
      svg{background:#f7f7f9;width:100%;height:auto;max-width:640px}text{font:11px system-ui}
      .ours{fill:#06c}.bare{fill:#c60}path{fill:none;stroke:#06c;stroke-width:1.5}.axis{stroke:#999}
      """;

  private final Report report;

  HtmlReport(Report report) {
    this.report = report;
  }

  String text() {
    String facts =
        new TreeMap<>(report.environment().facts())
            .entrySet().stream()
                .map(it -> "<li>%s: %s</li>".formatted(it.getKey(), plain(it.getValue())))
                .collect(Collectors.joining());
    String suites = report.suites().stream().map(this::suite).collect(Collectors.joining());
    return "<!doctype html><html lang=en><meta charset=utf-8><title>SARAi bench</title><style>"
        + STYLE
        + "</style><h1>SARAi, measured</h1><ul>"
        + facts
        + "</ul><p>Each dot is a sample; the line is the median. Where two rows of dots are drawn,"
        + " <b style=color:#06c>blue is SARAi</b> and <b style=color:#c60>orange the bare engine</b>"
        + " in the same run.</p>"
        + suites
        + "</html>\n";
  }

  private String suite(SuiteResult suite) {
    String rows = suite.rows().stream().map(HtmlReport::row).collect(Collectors.joining());
    return String.format(
        Locale.ROOT,
        "<h2>%s</h2><p><code>%s</code>, %.0f s</p>%s%n",
        suite.suite(),
        plain(suite.command()),
        suite.seconds(),
        rows);
  }

  private static String row(Row row) {
    String drawing =
        switch (row) {
          case Row.Measured it when it.samples().values().size() > 1 ->
              svg(dots(it.samples(), it.samples().max(), 30, "ours"), it.samples());
          case Row.Compared it -> {
            double most = Math.max(it.ours().max(), it.bare().max());
            yield svg(
                dots(it.ours(), most, 22, "ours") + dots(it.bare(), most, 52, "bare"),
                new Samples(it.ours().unit(), List.of(most)));
          }
          case Row.Traced it -> trace(it);
          case Row.Curve it -> new CurvePlot(it).svg();
          case Row.Estimate it -> interval(it);
          case Row.Measured _, Row.Ceiling _, Row.Note _ -> "";
        };
    return "<h3>%s</h3><pre>%s</pre>%s%n".formatted(plain(row.name()), plain(row.text()), drawing);
  }

  private static String dots(Samples samples, double most, int y, String colour) {
    String dots =
        samples.values().stream()
            .sorted(Comparator.naturalOrder())
            .map(value ->
                String.format(
                    Locale.ROOT,
                    "<circle class=%s cx=%.1f cy=%d r=2.5 fill-opacity=.35 />",
                    colour,
                    x(value, most),
                    y))
            .collect(Collectors.joining());
    double median = x(samples.median(), most);
    return dots
        + String.format(
            Locale.ROOT, "<rect class=%s x=%.1f y=%d width=2 height=20 />", colour, median, y - 10);
  }

  private static double x(double value, double most) {
    return 10 + (WIDTH - 20) * value / Math.max(most, 1e-9);
  }

  private static String svg(String inside, Samples scale) {
    return String.format(
        Locale.ROOT,
        "<svg viewBox='0 0 %d %d'>%s<text x=8 y=%d>0</text><text x=%d y=%d text-anchor=end>%.2f %s"
            + "</text></svg>",
        WIDTH,
        HEIGHT,
        inside,
        HEIGHT - 6,
        WIDTH - 8,
        HEIGHT - 6,
        scale.max(),
        scale.unit());
  }

  private static String trace(Row.Traced row) {
    double most = Math.max(row.figure(), 1e-9);
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < row.values().size(); i++) {
      double x = 10 + (WIDTH - 20.0) * i / Math.max(1, row.values().size() - 1);
      double y = 10 + (HEIGHT - 35) * (1 - row.values().get(i) / most);
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x, y));
    }
    return svg("<path d='" + path + "'/>", new Samples(row.unit(), List.of(row.figure())));
  }

  /// The value and its interval on a line from 0 to 100 %, or to the upper end where that is more.
  private static String interval(Row.Estimate row) {
    double most = Math.max(100, row.high());
    String drawn =
        String.format(
            Locale.ROOT,
            "<rect class=ours fill-opacity=.3 x=%.1f y=24 width=%.1f height=12 />"
                + "<rect class=ours x=%.1f y=20 width=2 height=20 />",
            x(row.low(), most),
            x(row.high(), most) - x(row.low(), most),
            x(row.value(), most));
    return svg(drawn, new Samples("%", List.of(most)));
  }

  static String plain(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
