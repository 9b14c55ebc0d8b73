package sarai.bench;

import java.util.List;

/// What a suite measured.
///
/// @param command makes it again
record SuiteResult(String suite, String command, double seconds, List<Row> rows) {
  SuiteResult {
    rows = List.copyOf(rows);
  }
}
