package sarai.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Everything that one run of the benchmark measured. Immutable.
record Report(Environment environment, List<SuiteResult> suites) {
  Report {
    suites = List.copyOf(suites);
  }

  void print(PrintStream out) {
    out.println(new TreeMap<>(environment.facts()));
    for (SuiteResult suite : suites) {
      out.printf(
          Locale.ROOT, "%n%s  (%.0f s)  %s%n", suite.suite(), suite.seconds(), suite.command());
      suite.rows().forEach(row -> out.printf("  %s: %s%n", row.name(), row.text()));
    }
  }

  /// All samples, for a machine; [#figures] reads it again.
  String json() {
    JsonMapper mapper = new JsonMapper();
    ObjectNode root = mapper.createObjectNode();
    root.set("environment", mapper.valueToTree(environment.facts()));
    for (SuiteResult suite : suites) {
      ObjectNode one = root.withArray("suites").addObject();
      one.put("suite", suite.suite()).put("command", suite.command());
      for (Row row : suite.rows()) {
        ObjectNode entry = one.withArray("rows").addObject();
        entry.put("kind", row.getClass().getSimpleName());
        entry.setAll((ObjectNode) mapper.valueToTree(row));
        entry.put("figure", row.figure());
      }
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root);
  }

  /// The figure of each row of a written report.
  static Map<String, Double> figures(String json) {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (JsonNode suite : new JsonMapper().readTree(json).path("suites")) {
      for (JsonNode row : suite.path("rows")) {
        if (row.path("figure").isNumber()) {
          String name = suite.path("suite").asString("") + ": " + row.path("name").asString("");
          figures.put(name, row.path("figure").asDouble());
        }
      }
    }
    return figures;
  }

  /// How this run stands to an earlier one, figure by figure.
  void compare(Map<String, Double> before, PrintStream out) {
    out.printf("%nagainst the baseline (above 1 is worse)%n");
    figures(json())
        .forEach((name, now) -> {
          Double then = before.get(name);
          if (then != null && then > 0) {
            out.printf(Locale.ROOT, "  %s: %.3f → %.3f, × %.2f%n", name, then, now, now / then);
          }
        });
  }
}
