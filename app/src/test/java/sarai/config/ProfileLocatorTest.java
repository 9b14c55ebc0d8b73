package sarai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileLocatorTest {
  private static final Path HERE = Path.of("/here");

  @ParameterizedTest
  @CsvSource({
    "a.yaml, b.yaml, /c.yaml, /here/a.yaml",
    "'', b.yaml, /c.yaml, /here/b.yaml",
    "'', '', /c.yaml, /c.yaml",
    "'', '', built-in:mirror, built-in:mirror",
    "'', '', /gone.yaml, /here/sarai.yaml",
    "'', '', '', /here/sarai.yaml"
  })
  void theFirstNamedProfileIsTaken(
      String option, String variable, String recorded, String expected) {
    ProfileLocator locator =
        new ProfileLocator(HERE, Set.of(Path.of("/c.yaml"), HERE.resolve("sarai.yaml"))::contains);

    assertThat(locator.locate(some(option), Map.of("SARAI_PROFILE", variable), some(recorded)))
        .hasToString(expected);
  }

  @Test
  void withNothingNamedTheBuiltInStarterProfileIsTaken() {
    ProfileLocator locator = new ProfileLocator(HERE, _ -> false);

    assertThat(locator.locate(Optional.empty(), Map.of(), Optional.empty()))
        .isEqualTo(Profile.STARTER);
  }

  @ParameterizedTest
  @CsvSource({
    "/opt, /env, Linux, /opt",
    "'', /env, Linux, /env",
    "'', '', Linux, /home/ana/.local/share/sarai",
    "'', '', Mac OS X, /home/ana/Library/Application Support/sarai",
    "'', '', Windows 11, /home/ana/AppData/Local/sarai"
  })
  void theDataFolderIsThePlatforms(String option, String variable, String system, Path expected) {
    assertThat(
            DataFolder.locate(
                some(option).map(Path::of),
                Map.of("SARAI_DATA", variable),
                system,
                Path.of("/home/ana")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "XDG_DATA_HOME, /data, Linux, /data/sarai",
    "XDG_DATA_HOME, data, Linux, /home/ana/.local/share/sarai",
    "LOCALAPPDATA, /local, Windows 10, /local/sarai"
  })
  void thePlatformsOwnVariableIsHonoured(String name, String value, String system, Path expected) {
    assertThat(
            DataFolder.locate(Optional.empty(), Map.of(name, value), system, Path.of("/home/ana")))
        .isEqualTo(expected);
  }

  private static Optional<String> some(String text) {
    return Optional.of(text).filter(one -> !one.isEmpty());
  }
}
