package sarai.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// Which configuration to read. Immutable. `toString` and [#parse] are each other's inverse: the
/// form in which the data folder records the last choice.
public sealed interface Profile {
  /// A file of the user's.
  record InFile(Path path) implements Profile {
    @Override
    public SaraiConfig read(Map<String, String> environment) throws ConfigException, IOException {
      return ConfigReader.read(path, environment);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// A profile inside the program, `starter` or `mirror`.
  record BuiltIn(String name) implements Profile {
    static final String PREFIX = "built-in:";

    @Override
    public SaraiConfig read(Map<String, String> environment) throws ConfigException, IOException {
      return ConfigReader.builtIn(name, environment);
    }

    @Override
    public String toString() {
      return PREFIX + name;
    }
  }

  Profile STARTER = new BuiltIn("starter");
  Profile MIRROR = new BuiltIn("mirror");

  /// @throws IOException when the file is missing or cannot be read
  SaraiConfig read(Map<String, String> environment) throws ConfigException, IOException;

  /// @throws java.nio.file.InvalidPathException when the text is no path
  static Profile parse(String text) {
    return text.startsWith(BuiltIn.PREFIX)
        ? new BuiltIn(text.substring(BuiltIn.PREFIX.length()))
        : new InFile(Path.of(text));
  }
}
