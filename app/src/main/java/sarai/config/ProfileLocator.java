package sarai.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Chooses the profile, in this order: `--profile`, `SARAI_PROFILE`, the one that the data folder
/// recorded, `sarai.yaml` in the working folder, the built-in starter profile.
///
/// A profile that was asked for is taken whether it exists or not, so that its absence is an error;
/// a recorded one that is gone is passed over.
///
/// @param workingFolder where relative paths and `sarai.yaml` are
/// @param exists whether there is such a file
public record ProfileLocator(Path workingFolder, Predicate<Path> exists) {
  private static final String VARIABLE = "SARAI_PROFILE";

  /// @param option what `--profile` named
  /// @param recorded what the last `demo` or `pull --profile` recorded, as its text
  public Profile locate(
      Optional<String> option, Map<String, String> environment, Optional<String> recorded) {
    return option
        .or(() -> Optional.of(environment.getOrDefault(VARIABLE, "")))
        .filter(text -> !text.isEmpty())
        .map(this::profile)
        .or(() -> recorded.map(this::profile).filter(this::isThere))
        .or(() -> Optional.of(profile("sarai.yaml")).filter(this::isThere))
        .orElse(Profile.STARTER);
  }

  private Profile profile(String text) {
    return switch (Profile.parse(text)) {
      case Profile.InFile file -> new Profile.InFile(workingFolder.resolve(file.path()));
      case Profile.BuiltIn builtIn -> builtIn;
    };
  }

  private boolean isThere(Profile profile) {
    return switch (profile) {
      case Profile.InFile file -> exists.test(file.path());
      case Profile.BuiltIn _ -> true;
    };
  }
}
