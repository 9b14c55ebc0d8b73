package sarai.http;

/// Prometheus' text format 0.0.4, written in order. Not thread-safe.
final class Exposition {
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  /// Begins a family of values.
  void begin(String name, String type, String help) {
    String family = type.equals("counter") ? name + "_total" : name;
    text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(family, help, family, type));
  }

  /// @param labels names and values in turn
  void value(String name, double value, String... labels) {
    text.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',')
          .append(labels[i])
          .append("=\"")
          .append(escaped(labels[i + 1]))
          .append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(number(value)).append('\n');
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /// A number without a needless fraction.
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
