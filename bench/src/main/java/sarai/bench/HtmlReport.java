package sarai.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A report as one file for a browser: tables and drawings, nothing fetched from anywhere.
final class HtmlReport {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 62;
  private static final int LEFT = 60;
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2em auto;padding:0 1em}
      pre{white-space:pre-wrap;margin:.2em 0;color:#444}code{background:#eee;padding:0 .3em}
      h2{border-top:1px solid #ccc;padding-top:1em}h3{margin:1em 0 .2em}
      svg{background:#f7f7f9;width:100%;height:auto;max-width:640px}text{font:11px system-ui}
      table{border-collapse:collapse}td,th{text-align:left;padding:.15em 1em .15em 0;vertical-align:top}
      .ours{fill:#06c}.bare{fill:#c60}path{fill:none;stroke:#06c;stroke-width:1.5}.axis{stroke:#999}
      .curve{font-size:13px}.curve td,.curve th{padding-right:.8em}td svg{width:200px}small{color:#888}
      .good{color:#080}.bad{color:#c00}.none{color:#888}
      """;
  private static final String LEGEND =
      """
      <h2>How to read it</h2><ul>
      <li>Each dot is one measurement, from 0 on the left; the bar is the median: half of them are less.
      <li><i>p25–p75</i>: the middle half of them lies between these. <i>p99</i>: 99 of 100 are less.
      <i>n</i>: how many.
      <li>Where two rows of dots are drawn, <b style=color:#06c>blue is SARAi</b> and
      <b style=color:#c60>orange the same work without it</b>, in turn in this run. <i>ratio</i> is the one
      median by the other: 1.00 is no difference.
      <li>An <i>interval of 95 %</i> says between what the true value lies, as far as so few samples can tell.
      <li>Everything here was measured in this run, on this machine. The command below each heading makes it
      again. Times depend on what else the machine did.
      </ul>
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
        + "</ul>"
        + goals()
        + LEGEND
        + suites
        + "</html>\n";
  }

  /// What has a target, at a glance.
  private String goals() {
    String rows =
        report.suites().stream()
            .flatMap(suite ->
                suite.rows().stream()
                    .flatMap(row -> Verdict.of(row).stream())
                    .map(verdict -> goal(suite, verdict)))
            .collect(Collectors.joining());
    return rows.isEmpty()
        ? ""
        : "<h2>Targets</h2><p>What the program set itself, and what was measured here.</p><table>"
            + "<tr><th>suite<th>what<th>here<th>at most<th></tr>"
            + rows
            + "</table>";
  }

  private static String goal(SuiteResult suite, Verdict verdict) {
    return "<tr><td><a href='#%s'>%s</a><td>%s<td>%s<td>%s<td class=%s>%s</tr>"
        .formatted(
            suite.suite(),
            suite.suite(),
            plain(verdict.name()),
            verdict.here(),
            verdict.target(),
            verdict.style(),
            verdict.word());
  }

  private String suite(SuiteResult suite) {
    return String.format(
        Locale.ROOT,
        "<h2 id=%s>%s</h2><p>%s</p><p><code>%s</code>, %.0f s</p>%s%n",
        suite.suite(),
        suite.suite(),
        marked(About.suite(suite.suite())),
        plain(suite.command()),
        suite.seconds(),
        rows(suite.rows()));
  }

  /// Shares that stand together are one table.
  private static String rows(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    List<Row.Estimate> shares = new ArrayList<>();
    for (Row row : rows) {
      if (row instanceof Row.Estimate share) {
        shares.add(share);
      } else {
        text.append(new ShareTable(shares).html()).append(row(row));
        shares.clear();
      }
    }
    return text.append(new ShareTable(shares).html()).toString();
  }

  private static String row(Row row) {
    String drawing =
        switch (row) {
          case Row.Measured it when it.samples().values().size() > 1 ->
              svg(
                  dots(it.samples(), it.samples().max(), 26, "ours"),
                  it.samples().max(),
                  it.samples().unit());
          case Row.Compared it -> {
            double most = Math.max(it.ours().max(), it.bare().max());
            yield svg(
                label("SARAi", 20)
                    + dots(it.ours(), most, 16, "ours")
                    + label("without", 40)
                    + dots(it.bare(), most, 36, "bare"),
                most,
                it.ours().unit());
          }
          case Row.Traced it -> new TracePlot(it).svg();
          case Row.Curve it -> new CurvePlot(it).svg();
          case Row.Measured _, Row.Estimate _, Row.Ceiling _, Row.Note _ -> "";
        };
    String text = row instanceof Row.Curve it ? table(it) : "<pre>" + plain(row.text()) + "</pre>";
    return "<h3>%s</h3>%s%s%n".formatted(plain(row.name()), text, drawing);
  }

  /// A line for each case, a column for each place.
  private static String table(Row.Curve curve) {
    List<Double> places =
        curve.lines().stream()
            .flatMap(line -> line.points().stream())
            .map(Row.Curve.Point::x)
            .distinct()
            .sorted()
            .toList();
    String head = places.stream().map(it -> "<th>" + brief(it)).collect(Collectors.joining());
    String lines =
        curve.lines().stream()
            .map(line ->
                "<tr><td>%s%s</tr>"
                    .formatted(
                        plain(line.name()),
                        places.stream().map(it -> cell(line, it)).collect(Collectors.joining())))
            .collect(Collectors.joining());
    return "<table class=curve><tr><th>%s, at %s%s</tr>%s</table>"
        .formatted(plain(curve.unit()), plain(curve.across()), head, lines);
  }

  private static String cell(Row.Curve.Line line, double place) {
    return line.points().stream()
        .filter(point -> point.x() == place)
        .map(point ->
            "<td>"
                + brief(point.y())
                + (point.low() < point.high()
                    ? String.format(
                        Locale.ROOT, " <small>%.0f–%.0f</small>", point.low(), point.high())
                    : ""))
        .findFirst()
        .orElse("<td>–");
  }

  /// With decimals only where there are any.
  private static String brief(double value) {
    return value == Math.rint(value) ? "%.0f".formatted(value) : number(value);
  }

  private static String label(String text, int y) {
    return "<text x=6 y=%d>%s</text>".formatted(y, text);
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
            Locale.ROOT, "<rect class=%s x=%.1f y=%d width=2 height=16 />", colour, median, y - 8);
  }

  private static double x(double value, double most) {
    return LEFT + (WIDTH - LEFT - 12) * value / Math.max(most, 1e-9);
  }

  private static String svg(String inside, double most, String unit) {
    return String.format(
        Locale.ROOT,
        "<svg viewBox='0 0 %d %d'><path class=axis d='M%d 4V%dH%d'/>%s"
            + "<text x=%d y=%d>0</text><text x=%d y=%d text-anchor=end>%s %s</text></svg>",
        WIDTH,
        HEIGHT,
        LEFT,
        HEIGHT - 14,
        WIDTH - 10,
        inside,
        LEFT,
        HEIGHT - 3,
        WIDTH - 8,
        HEIGHT - 3,
        number(most),
        plain(unit));
  }

  /// With as many decimals as its size asks for.
  static String number(double value) {
    int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  static String plain(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /// The few marks that a sentence may hold.
  private static String marked(String text) {
    return plain(text)
        .replaceAll("`([^`]+)`", "<code>$1</code>")
        .replaceAll("\\*([^*]+)\\*", "<i>$1</i>");
  }
}
