package sarai.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Shares one below the other, each drawn with its interval on a line from 0 to 100 %, or to the
/// upper end where that is more.
record ShareTable(List<Row.Estimate> shares) {
  private static final int WIDTH = 200;
  private static final int HEIGHT = 14;

  ShareTable {
    shares = List.copyOf(shares);
  }

  /// Nothing where there are none.
  String html() {
    return shares.isEmpty()
        ? ""
        : "<table class=curve><tr><th><th>here<th>95 % interval<th>0 to 100 %<th></tr>"
            + shares.stream().map(ShareTable::line).collect(Collectors.joining())
            + "</table>";
  }

  private static String line(Row.Estimate share) {
    return String.format(
        Locale.ROOT,
        "<tr><td>%s<td>%.1f %%<td>%.1f–%.1f %%<td>%s<td>%s</tr>",
        HtmlReport.plain(share.name()),
        share.value(),
        share.low(),
        share.high(),
        svg(share),
        HtmlReport.plain(share.detail()));
  }

  private static String svg(Row.Estimate share) {
    double most = Math.max(100, share.high());
    return String.format(
        Locale.ROOT,
        "<svg viewBox='0 0 %d %d'><rect class=ours fill-opacity=.3 x=%.1f y=2 width=%.1f height=10 />"
            + "<rect class=ours x=%.1f y=0 width=2 height=%d /></svg>",
        WIDTH,
        HEIGHT,
        WIDTH * share.low() / most,
        WIDTH * (share.high() - share.low()) / most,
        WIDTH * share.value() / most,
        HEIGHT);
  }
}
