package sarai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static Report report(double slowdown) {
    Samples ours = new Samples("ms", List.of(2 * slowdown, 3 * slowdown, 4 * slowdown));
    Samples bare = new Samples("ms", List.of(1.0, 2.0, 3.0));
    List<Row> rows =
        List.of(
            new Row.Compared("one token", ours, bare),
            new Row.Ceiling("unmeasured", "%", 2.5, Double.NaN, "no weights", null));
    return new Report(
        new Environment(Map.of("cores", "2")), List.of(new SuiteResult("overhead", "x", 1, rows)));
  }

  @Test
  void medianAndQuantilesAreSamples() {
    Samples samples = new Samples("ms", List.of(5.0, 1.0, 3.0));
    assertThat(samples.median()).isEqualTo(3);
    assertThat(samples.quantile(0.99)).isEqualTo(5);
  }

  @Test
  void figuresSurviveBeingWrittenAndOmitWhatWasNotMeasured() {
    assertThat(Report.figures(report(1).json()))
        .containsExactly(Map.entry("overhead: one token", 1.5));
  }

  @Test
  void aSlowerProgramChangesTheRow() {
    assertThat(Report.figures(report(2).json())).containsEntry("overhead: one token", 3.0);
  }

  @Test
  void pageFetchesNothingAndSaysWhatIsMissing() {
    String page = new HtmlReport(report(1)).text();
    assertThat(page).contains("<svg", "not measured here").doesNotContain("http", "src=");
  }

  @Test
  void pageBeginsWithEveryTargetAndItsVerdict() {
    Samples slow = new Samples("ms", List.of(500.0));
    List<Row> rows =
        List.of(
            new Row.Measured("slow start", slow, 400.0),
            new Row.Measured("quick start", slow, 600.0),
            new Row.Estimate("wrong", 9.5, 9, 10, "of 200").withGoal(8),
            new Row.Estimate("not asked", 9.5, 9, 10, "of 200"),
            new Row.Traced("memory", "MB", 0.05, List.of(1.0, 3.0), 4));
    Environment here = new Environment(Map.of());
    String page =
        new HtmlReport(new Report(here, List.of(new SuiteResult("startup", "x", 1, rows)))).text();
    assertThat(page)
        .contains("<td>slow start<td>500 ms<td>400 ms<td class=bad>✗ missed")
        .contains("<td>quick start<td>500 ms<td>600 ms<td class=good>✓ kept")
        .contains("<td>wrong<td>9.50 %<td>8.00 %<td class=bad>✗ missed")
        .doesNotContain("<td>not asked<td>9.50 %")
        .contains("<td>memory<td>3.00 MB<td>4.00 MB<td class=good>✓ kept")
        .contains("at most 4 MB</text>", "<code>sarai serve</code>");
  }

  @Test
  void everySuiteIsExplainedInThePage() {
    assertThat(Bench.suites(Options.parse(List.of()), Path.of("."), given -> given))
        .allSatisfy(suite -> assertThat(About.suite(suite.name())).isNotEmpty());
  }
}
