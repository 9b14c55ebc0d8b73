package sarai.config;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import sarai.units.Bytes;

/// Turns one written value into a typed one, within the key's range.
final class Scalars {
  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          int.class, Integer.class,
          long.class, Long.class,
          double.class, Double.class,
          boolean.class, Boolean.class);
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,20}(\\.\\d{0,20})?|\\.\\d{1,20})([eE][-+]?\\d{1,2})?");

  private Scalars() {}

  /// The typed value, or nothing when the text is not one; [#expected] then says what would be.
  static Optional<?> convert(Value.Scalar scalar, Type type, Key key) {
    Class<?> target = boxed(type);
    if (target.isEnum()) {
      return constant(scalar.text(), target);
    }
    if (target == String.class) {
      return Optional.of(scalar.text()).filter(text -> matches(text, key));
    }
    if (target == Bytes.class) {
      return bytes(scalar.text()).filter(bytes -> within((double) bytes.value(), key));
    }
    if (target == Duration.class) {
      return Durations.parse(scalar.text()).filter(time -> within(time.toMillis() / 1e3, key));
    }
    return scalar.quoted() ? Optional.empty() : plain(scalar.text(), target, key);
  }

  /// What is allowed, as it reads after "is not".
  static String expected(Type type, Key key) {
    Class<?> target = boxed(type);
    if (target.isEnum()) {
      return "one of " + String.join(", ", constants(target));
    }
    String or = key.byDefault().equals("auto") ? ", or auto" : "";
    return kind(target, key) + range(target, key) + or;
  }

  /// The lower-case names of an enum's constants.
  static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
        .toList();
  }

  static Class<?> boxed(Type type) {
    Class<?> raw = (Class<?>) type;
    return BOXED.getOrDefault(raw, raw);
  }

  static Optional<Double> number(String text) {
    return NUMBER.matcher(text).matches()
        ? Optional.of(Double.parseDouble(text))
        : Optional.empty();
  }

  private static Optional<?> plain(String text, Class<?> target, Key key) {
    if (target == Boolean.class) {
      return switch (text) {
        case "true" -> Optional.of(true);
        case "false" -> Optional.of(false);
        default -> Optional.empty();
      };
    }
    Optional<Double> number = number(text).filter(value -> within(value, key));
    return target == Double.class ? number : number.flatMap(_ -> whole(text, target));
  }

  private static Optional<?> whole(String text, Class<?> target) {
    BigDecimal exact = new BigDecimal(text);
    boolean integer = exact.stripTrailingZeros().scale() <= 0;
    double limit = target == Integer.class ? Integer.MAX_VALUE : 9e18;
    if (!integer || exact.abs().doubleValue() > limit) {
      return Optional.empty();
    }
    long value = exact.longValue();
    return target == Integer.class ? Optional.of((int) value) : Optional.of(value);
  }

  private static Optional<?> constant(String text, Class<?> type) {
    int index = constants(type).indexOf(text);
    return index < 0 ? Optional.empty() : Optional.of(type.getEnumConstants()[index]);
  }

  private static Optional<Bytes> bytes(String text) {
    try {
      return Optional.of(Bytes.parse(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static boolean matches(String text, Key key) {
    return key.pattern().isEmpty() || text.matches(key.pattern());
  }

  private static boolean within(double value, Key key) {
    return value >= key.min() && value <= key.max();
  }

  private static String kind(Class<?> target, Key key) {
    if (target == String.class) {
      return key.form().isEmpty() ? "text" : key.form();
    }
    if (target == Boolean.class) {
      return "true or false";
    }
    if (target == Bytes.class) {
      return "a size such as 64MB";
    }
    if (target == Duration.class) {
      return "a duration such as 500ms, 60s or 5m";
    }
    return target == Double.class ? "a number" : "a whole number";
  }

  private static String range(Class<?> target, Key key) {
    boolean least = Double.isFinite(key.min());
    boolean most = Double.isFinite(key.max());
    if (least && most) {
      return " from " + print(target, key.min()) + " to " + print(target, key.max());
    }
    if (least) {
      return " of at least " + print(target, key.min());
    }
    return most ? " of at most " + print(target, key.max()) : "";
  }

  private static String print(Class<?> target, double bound) {
    if (target == Bytes.class) {
      return Bytes.of((long) bound).toString();
    }
    return target == Duration.class
        ? Durations.print(bound)
        : BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }
}
