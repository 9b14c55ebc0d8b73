package sarai.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Resolves `${env:NAME}` and `${file:path}` where a secret stands. A path that is not absolute
/// begins at the configuration's own folder. Anything else is the secret itself.
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^{}\\s]+)}");
  private static final int LONGEST = 64 * 1024;

  private final Map<String, String> environment;
  private final Path folder;

  References(Map<String, String> environment, Path folder) {
    this.environment = environment;
    this.folder = folder;
  }

  /// Either the secret or why there is none.
  sealed interface Resolved {
    record Found(Secret secret) implements Resolved {}

    record Missing(String why) implements Resolved {}
  }

  Resolved resolve(String text) {
    if (!text.startsWith("${")) {
      return found(text, "the secret is empty");
    }
    Matcher match = REFERENCE.matcher(text);
    if (!match.matches()) {
      return new Resolved.Missing("a reference is written ${env:NAME} or ${file:path}");
    }
    return match.group(1).equals("env") ? variable(match.group(2)) : file(match.group(2));
  }

  /// The variables that the secrets of `value` name.
  static Set<String> variables(Value value) {
    Set<String> names = new HashSet<>();
    switch (value) {
      case Value.Mapping group ->
          group.entries().values().forEach(entry -> names.addAll(variables(entry.value())));
      case Value.Items items -> items.values().forEach(item -> names.addAll(variables(item)));
      case Value.Scalar scalar -> variable(scalar).ifPresent(names::add);
    }
    return names;
  }

  private static Optional<String> variable(Value.Scalar scalar) {
    Matcher match = REFERENCE.matcher(scalar.text());
    return match.matches() && match.group(1).equals("env")
        ? Optional.of(match.group(2))
        : Optional.empty();
  }

  private Resolved variable(String name) {
    return found(
        environment.getOrDefault(name, ""),
        "the environment variable " + name + " is not set: set it, or remove the key");
  }

  private Resolved file(String name) {
    try {
      Path path = folder.resolve(name);
      if (!Files.isRegularFile(path)) {
        return new Resolved.Missing("there is no file " + path);
      }
      if (Files.size(path) > LONGEST) {
        return new Resolved.Missing(path + " is larger than " + LONGEST + " bytes");
      }
      return found(
          new String(Files.readAllBytes(path), StandardCharsets.UTF_8), path + " is empty");
    } catch (IOException | IllegalArgumentException e) {
      return new Resolved.Missing(Problems.quote(name) + " cannot be read: " + e.getMessage());
    }
  }

  private static Resolved found(String text, String otherwise) {
    return text.isBlank()
        ? new Resolved.Missing(otherwise)
        : new Resolved.Found(new Secret(text.strip()));
  }
}
