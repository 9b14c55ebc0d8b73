package sarai.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text forms of a duration: `500ms`, `60s`, `1.5m`, `2h`, `7d`.
final class Durations {
  static final String PATTERN = "\\d{1,12}(\\.\\d{1,6})?\\s*(ms|s|m|h|d)";

  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(ms|s|m|h|d)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private Durations() {}

  static Optional<Duration> parse(String text) {
    Matcher match = TEXT.matcher(text.strip());
    if (!match.matches()) {
      return Optional.empty();
    }
    BigDecimal millis =
        new BigDecimal(match.group(1))
            .multiply(BigDecimal.valueOf(MILLIS.getOrDefault(match.group(2), 1L)));
    return Optional.of(Duration.ofMillis(millis.setScale(0, RoundingMode.HALF_UP).longValue()));
  }

  /// The shortest exact form: `90s`, `2h`, `100ms`.
  static String print(double seconds) {
    long millis = Math.round(seconds * 1000);
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      long length = MILLIS.getOrDefault(unit, 1L);
      if (millis >= length && millis % length == 0) {
        return millis / length + unit;
      }
    }
    return millis + "ms";
  }
}
