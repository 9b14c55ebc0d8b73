package sarai.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The arguments of the benchmark. Immutable.
record Options(boolean quick, Map<String, String> values, List<String> suites) {
  static final String USAGE =
      "[--quick] [--profile FILE --model ID --other ID] [--data DIR] [--baseline FILE.json]"
          + " [--embeddings URL] [--whisper FILE,…] [--speech DIR] [--minutes N]"
          + " [--folder DIR] [--limit N] [--seed S] [--out DIR]"
          + " [startup overhead swap memory estimates pool router vision speech e2e quality fps"
          + " empathy kpi …]";
  private static final List<String> NAMES =
      List.of(
          "profile",
          "model",
          "other",
          "data",
          "baseline",
          "out",
          "embeddings",
          "whisper",
          "speech",
          "minutes",
          "folder",
          "limit",
          "seed");
  private static final List<String> REPEATED =
      List.of("profile", "model", "other", "speech", "minutes", "folder", "limit", "seed");

  Options {
    values = Map.copyOf(values);
    suites = List.copyOf(suites);
  }

  /// @throws IllegalArgumentException for what it does not know
  static Options parse(List<String> arguments) {
    boolean quick = false;
    Map<String, String> values = new HashMap<>();
    List<String> suites = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--quick")) {
        quick = true;
      } else if (argument.startsWith("--")) {
        String name = argument.substring(2);
        if (!NAMES.contains(name) || i + 1 == arguments.size()) {
          throw new IllegalArgumentException(
              "'%s' is unknown or lacks its value".formatted(argument));
        }
        values.put(name, arguments.get(++i));
      } else {
        suites.add(argument);
      }
    }
    return new Options(quick, values, suites);
  }

  String get(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /// The same with one more value, where none was given.
  Options or(String name, String value) {
    Map<String, String> more = new HashMap<>(values);
    more.putIfAbsent(name, value);
    return new Options(quick, more, suites);
  }

  /// A whole number.
  ///
  /// @throws IllegalArgumentException when it is none, or negative
  int number(String name, int otherwise) {
    String text = get(name, Integer.toString(otherwise));
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          "'--%s' is '%s': it must be a whole number".formatted(name, text));
    }
    return Integer.parseInt(text);
  }

  /// Where reports and answers are written.
  Path out() {
    return Path.of(get("out", "bench-report"));
  }

  /// What makes the figures of one suite again.
  String command(String suite) {
    StringBuilder command = new StringBuilder("./sarai bench");
    command.append(quick ? " --quick" : "");
    for (String name : REPEATED) {
      if (values.containsKey(name)) {
        command.append(" --").append(name).append(' ').append(values.get(name));
      }
    }
    return command.append(' ').append(suite).toString();
  }
}
