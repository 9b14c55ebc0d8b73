package sarai.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A new configuration beside the one in force. Immutable.
///
/// @param config what can be in force from now on: the new one, except for what is fixed at start
/// @param diff from the one in force to `config`
/// @param needRestart keys whose new values hold only after a restart, such as `server.port`
public record ConfigChange(SaraiConfig config, ConfigDiff diff, List<String> needRestart) {
  public ConfigChange {
    needRestart = List.copyOf(needRestart);
  }

  public static ConfigChange of(SaraiConfig inForce, SaraiConfig wanted) {
    SaraiConfig config =
        new SaraiConfig(
            inForce.server(),
            new SaraiConfig.Memory(
                wanted.memory().budget(), wanted.memory().margin(), inForce.memory().enforce()),
            inForce.engines(),
            wanted.models(),
            wanted.pipelines(),
            wanted.routing(),
            wanted.tone(),
            wanted.media(),
            wanted.cache(),
            wanted.rag(),
            inForce.feedback());
    List<String> left = new ArrayList<>();
    addDifferences("", config, wanted, left);
    return new ConfigChange(config, ConfigDiff.between(inForce, config), left);
  }

  /// Names the keys in which two records differ, the innermost ones.
  private static void addDifferences(String path, Record one, Record other, List<String> into) {
    for (RecordComponent component : one.getClass().getRecordComponents()) {
      @Nullable Object first = ConfigDiff.get(component, one);
      @Nullable Object second = ConfigDiff.get(component, other);
      String key = path + Keys.nameOf(component);
      if (Keys.isGroup(component.getType()) && first != null && second != null) {
        addDifferences(key + ".", (Record) first, (Record) second, into);
      } else if (!Objects.equals(first, second)) {
        into.add(key);
      }
    }
  }
}
