package sarai.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Reads a configuration: YAML, then environment overrides, then what follows from it, then the
/// typed records, then what must hold between them. Everything that is wrong is reported at once.
///
/// What comes out is effective: every model has its name, role and engine, and a setting that may
/// stand in two places has one value. Thread-safe: no state.
public final class ConfigReader {
  private static final int LONGEST_BYTES = 4 << 20;

  private ConfigReader() {}

  /// @param file the profile; relative `${file:…}` references begin at its folder
  /// @param environment where overrides and `${env:…}` references are looked up
  /// @throws IOException when the file is missing or cannot be read
  public static SaraiConfig read(Path file, Map<String, String> environment)
      throws ConfigException, IOException {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    return read(file.toString(), start(file), folder, environment);
  }

  /// Reads text that is not a file.
  ///
  /// @param name how problems call it
  /// @param folder where relative `${file:…}` references begin
  public static SaraiConfig read(
      String name, String yaml, Path folder, Map<String, String> environment)
      throws ConfigException {
    return read(name, yaml.getBytes(StandardCharsets.UTF_8), folder, environment);
  }

  /// Reads a profile that is part of the program: `starter` or `mirror`.
  ///
  /// @throws IllegalArgumentException when there is no such profile
  public static SaraiConfig builtIn(String name, Map<String, String> environment)
      throws ConfigException, IOException {
    try (InputStream in = ConfigReader.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalArgumentException("there is no built-in profile '" + name + "'");
      }
      return read(name + ".yaml", in.readAllBytes(), Path.of(""), environment);
    }
  }

  private static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LONGEST_BYTES + 1);
    }
  }

  private static SaraiConfig read(
      String name, byte[] bytes, Path folder, Map<String, String> environment)
      throws ConfigException {
    Problems problems = new Problems();
    Value.Mapping tree = parse(name, bytes, problems);
    Value.Mapping overridden = new Overrides(environment, problems).apply(tree);
    Value.Mapping effective = new Implied(problems).fill(overridden);
    SaraiConfig config = new Binder(new References(environment, folder), problems).bind(effective);
    new CrossChecks(effective, problems).check(config);
    problems.throwIfAny();
    return config;
  }

  /// @throws ConfigException when there is nothing that could be checked further
  private static Value.Mapping parse(String name, byte[] bytes, Problems problems)
      throws ConfigException {
    YamlTree yaml = new YamlTree(name, false, problems);
    if (bytes.length > LONGEST_BYTES) {
      problems.add(yaml.start(), KeyPath.ROOT, null, "the file is larger than 4 MiB");
    }
    problems.throwIfAny();
    Optional<Value> document = decode(bytes, yaml, problems).flatMap(yaml::parse);
    if (document.isPresent() && document.get() instanceof Value.Mapping tree) {
      return tree;
    }
    boolean empty = document.isEmpty() || Value.isNull(document.get());
    if (!problems.touches(KeyPath.ROOT)) {
      String what = empty ? "the file is empty" : "the file is " + document.get().kind();
      problems.add(yaml.start(), KeyPath.ROOT, null, what + "; it needs keys such as models:");
    }
    problems.throwIfAny();
    throw new IllegalStateException("no document and no problem");
  }

  private static Optional<String> decode(byte[] bytes, YamlTree yaml, Problems problems) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (CharacterCodingException _) {
      problems.add(yaml.start(), KeyPath.ROOT, null, "the file is not UTF-8 text");
      return Optional.empty();
    }
  }
}
