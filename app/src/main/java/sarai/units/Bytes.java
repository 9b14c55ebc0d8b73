package sarai.units;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An amount of memory or storage in bytes; may be negative where it is a difference. Immutable.
///
/// Text forms: `8GB` is 8·10⁹ bytes, `8GiB` is 8·2³⁰ bytes; a plain number is bytes.
public record Bytes(long value) implements Comparable<Bytes> {
  public static final Bytes ZERO = new Bytes(0);

  private static final Pattern TEXT =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kKmMgGtT]?)(i?)([bB]?)");
  private static final String UNITS = "kmgt";

  public static Bytes of(long value) {
    return new Bytes(value);
  }

  /// `count` times 10⁶ bytes: the unit of `max_memory_mb`.
  public static Bytes ofMegabytes(long count) {
    return new Bytes(Math.multiplyExact(count, 1_000_000L));
  }

  public static Bytes ofMebibytes(long count) {
    return new Bytes(Math.multiplyExact(count, 1L << 20));
  }

  /// Parses `512`, `64MB`, `1.5GiB`.
  ///
  /// @throws IllegalArgumentException when the text is not a size or exceeds 2⁶³−1 bytes
  public static Bytes parse(String text) {
    Matcher match = TEXT.matcher(text.strip());
    if (!match.matches() || (match.group(2).isEmpty() && !match.group(3).isEmpty())) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size: write a number and a unit, like 64MB or 8GiB");
    }
    int power = UNITS.indexOf(match.group(2).toLowerCase(Locale.ROOT)) + 1;
    if (match.group(2).isEmpty()) {
      power = 0;
    }
    double unit = Math.pow(match.group(3).isEmpty() ? 1000 : 1024, power);
    double value = Double.parseDouble(match.group(1)) * unit;
    if (value >= Long.MAX_VALUE) {
      throw new IllegalArgumentException("'" + text + "' is more than 2^63 bytes");
    }
    return new Bytes(Math.round(value));
  }

  public Bytes plus(Bytes other) {
    return new Bytes(Math.addExact(value, other.value));
  }

  public Bytes minus(Bytes other) {
    return new Bytes(Math.subtractExact(value, other.value));
  }

  public Bytes max(Bytes other) {
    return value >= other.value ? this : other;
  }

  public boolean isMoreThan(Bytes other) {
    return value > other.value;
  }

  @Override
  public int compareTo(Bytes other) {
    return Long.compare(value, other.value);
  }

  /// Decimal units with at most two decimals, such as `2.8 GB`.
  @Override
  public String toString() {
    double magnitude = Math.abs((double) value);
    int power = 0;
    while (magnitude >= 999.95 && power < UNITS.length()) {
      magnitude /= 1000;
      power++;
    }
    String unit = power == 0 ? "B" : UNITS.toUpperCase(Locale.ROOT).charAt(power - 1) + "B";
    String digits =
        power == 0
            ? Long.toString(Math.abs(value))
            : String.format(Locale.ROOT, magnitude < 10 ? "%.2f" : "%.1f", magnitude);
    return (value < 0 ? "-" : "") + digits + " " + unit.replace("K", "k");
  }
}
