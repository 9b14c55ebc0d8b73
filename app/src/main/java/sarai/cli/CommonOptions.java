package sarai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sarai.config.ConfigException;
import sarai.config.ConfigSource;
import sarai.config.DataFolder;
import sarai.config.Profile;
import sarai.config.ProfileLocator;
import sarai.config.SaraiConfig;

/// The options that most commands share: which profile, which data folder, which ceiling.
final class CommonOptions {
  private static final String RECORDED = "profile";

  @Option(names = "--profile", paramLabel = "FILE")
  private @Nullable String profile;

  @Option(names = "--data", paramLabel = "DIR")
  private @Nullable Path data;

  @Option(names = "--budget", paramLabel = "SIZE")
  private @Nullable String budget;

  /// Read before the others, because it decides the language of their help.
  @Option(names = "--lang", paramLabel = "es|en")
  @SuppressWarnings("UnusedMethod")
  private void language(Language ignored) {}

  private enum Language {
    ES,
    EN
  }

  /// These, and where they say nothing those of the command before: in `models --data DIR rm ID`
  /// the folder is said to `models`.
  CommonOptions within(CommonOptions outer) {
    CommonOptions both = new CommonOptions();
    both.profile = profile == null ? outer.profile : profile;
    both.data = data == null ? outer.data : data;
    both.budget = budget == null ? outer.budget : budget;
    return both;
  }

  /// The data folder; it need not exist.
  Path data(Shell shell) {
    return DataFolder.locate(
            Optional.ofNullable(data),
            shell.environment(),
            System.getProperty("os.name", ""),
            Path.of(System.getProperty("user.home", ".")))
        .toAbsolutePath();
  }

  Profile profile(Shell shell) throws IOException {
    return new ProfileLocator(shell.folder(), Files::isRegularFile)
        .locate(Optional.ofNullable(profile), shell.environment(), recorded(shell));
  }

  private Optional<String> recorded(Shell shell) throws IOException {
    try {
      return Optional.of(Files.readString(data(shell).resolve(RECORDED)).strip());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /// Whether a profile was named by the command itself.
  boolean namesProfile() {
    return profile != null;
  }

  /// Whether an earlier command recorded a profile.
  boolean hasRecorded(Shell shell) throws IOException {
    return recorded(shell).isPresent();
  }

  /// Makes `chosen` the profile of later commands on this data folder.
  void record(Shell shell, Profile chosen) throws IOException {
    Files.createDirectories(data(shell));
    Files.writeString(data(shell).resolve(RECORDED), chosen + "\n");
  }

  SaraiConfig config(Shell shell) throws ConfigException, IOException, CommandException {
    return config(shell, profile(shell), Map.of());
  }

  /// Reads a profile, with what the command line says about it.
  ///
  /// @param overrides further variables, as `SARAI_SERVER_PORT`
  ConfigSource source(Shell shell, Profile chosen, Map<String, String> overrides) {
    Map<String, String> environment = new HashMap<>(shell.environment());
    environment.putAll(overrides);
    if (budget != null) {
      environment.put("SARAI_MEMORY_BUDGET", budget);
    }
    return () -> chosen.read(environment);
  }

  /// @param overrides further variables, as `SARAI_SERVER_PORT`
  SaraiConfig config(Shell shell, Profile chosen, Map<String, String> overrides)
      throws ConfigException, IOException, CommandException {
    try {
      return source(shell, chosen, overrides).read();
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.USAGE, shell.messages().text("profile.missing", e.getFile()), e);
    }
  }
}
