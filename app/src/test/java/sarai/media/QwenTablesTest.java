package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// What qwen-vl-utils 0.0.14 itself answered, row for row; -1 where it refused.
class QwenTablesTest {
  @Test
  void everyRowOfSmartResizeAgrees() throws IOException {
    List<String[]> rows = rows("smart-resize.tsv.gz");
    List<String> wrong =
        rows.stream().filter(row -> !resizes(row)).map(row -> String.join(" ", row)).toList();
    assertThat(rows).hasSize(53_067);
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyRowOfSmartNframesAgrees() throws IOException {
    List<String[]> rows = rows("smart-nframes.tsv.gz");
    List<String> wrong =
        rows.stream().filter(row -> !counts(row)).map(row -> String.join(" ", row)).toList();
    assertThat(rows).hasSize(14_144);
    assertThat(wrong).isEmpty();
  }

  private static boolean resizes(String[] row) {
    TokenBounds bounds = new TokenBounds(whole(row[1]), whole(row[2]));
    ImageSize expected = new ImageSize(whole(row[6]), whole(row[5]));
    try {
      ImageSize size = new ImageSize(whole(row[4]), whole(row[3]));
      return QwenResize.official(size, whole(row[0]), bounds).equals(expected);
    } catch (MediaException e) {
      return e instanceof MediaException.BadShape && expected.equals(new ImageSize(-1, -1));
    }
  }

  private static boolean counts(String[] row) {
    double videoFps = Double.parseDouble(row[1]);
    FrameSampling.Rate rate =
        new FrameSampling.Rate(Double.parseDouble(row[2]), whole(row[3]), whole(row[4]));
    int expected = whole(row[5]);
    try {
      return FrameSampling.count(whole(row[0]), videoFps, rate) == expected;
    } catch (MediaException e) {
      return e instanceof MediaException.TooShort && expected == -1;
    }
  }

  private static int whole(String text) {
    return Integer.parseInt(text);
  }

  private static List<String[]> rows(String name) throws IOException {
    List<String[]> rows = new ArrayList<>();
    try (InputStream file =
            Objects.requireNonNull(QwenTablesTest.class.getResourceAsStream(name), name);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        rows.add(line.split("\t", -1));
      }
    }
    return rows;
  }
}
