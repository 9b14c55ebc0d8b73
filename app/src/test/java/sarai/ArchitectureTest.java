package sarai;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The arrows of `ARCHITECTURE.md`: which package may use which.
class ArchitectureTest {
  /// Direct arrows; what a package may use is also what those may use.
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("units", Set.of()),
          Map.entry("chat", Set.of("units")),
          Map.entry("config", Set.of("units")),
          Map.entry("process", Set.of("units")),
          Map.entry("store", Set.of("config", "process", "units")),
          Map.entry("media", Set.of("chat", "config", "process", "store", "units")),
          Map.entry("engine", Set.of("chat", "config", "media", "process", "store")),
          Map.entry("pool", Set.of("engine", "config")),
          Map.entry("route", Set.of("chat", "config")),
          Map.entry("emotion", Set.of("chat", "media")),
          Map.entry("rag", Set.of("chat", "config", "store")),
          Map.entry("feedback", Set.of("chat", "store")),
          Map.entry("cache", Set.of("chat", "config", "media", "store")),
          Map.entry("agent", Set.of("pool", "media", "rag", "cache", "emotion")),
          Map.entry("graph", Set.of("agent", "route", "emotion", "feedback")),
          Map.entry("http", Set.of("graph", "pool", "config")),
          Map.entry("cli", Set.of("graph", "pool", "config")));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("sarai");

  @Test
  void packagesUseOnlyWhatTheArrowsAllow() {
    var layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : MAY_USE.keySet()) {
      layers = layers.optionalLayer(name).definedBy("sarai." + name + "..");
    }
    layers = layers.layer("root").definedBy("sarai");
    for (String name : MAY_USE.keySet()) {
      Set<String> users = new TreeSet<>(Set.of("root"));
      for (String other : MAY_USE.keySet()) {
        if (reach(other).contains(name)) {
          users.add(other);
        }
      }
      layers = layers.whereLayer(name).mayOnlyBeAccessedByLayers(users.toArray(String[]::new));
    }
    layers.check(CLASSES);
  }

  private static Set<String> reach(String name) {
    Set<String> reached = new TreeSet<>();
    for (String next : MAY_USE.getOrDefault(name, Set.of())) {
      reached.add(next);
      reached.addAll(reach(next));
    }
    return reached;
  }

  @Test
  void onlyTheCompositionRootNamesAnEngine() {
    for (String engine : Set.of("llama", "whisper", "remote")) {
      ArchRuleDefinition.noClasses()
          .that(
              DescribedPredicate.describe(
                  "are neither the root nor that engine",
                  (JavaClass type) ->
                      !type.getPackageName().equals("sarai")
                          && !type.getPackageName().equals("sarai.engine." + engine)))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("sarai.engine." + engine)
          .check(CLASSES);
    }
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("sarai.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void everyPackageOfTheProgramHasItsArrows() {
    ArchRuleDefinition.classes()
        .should(
            com.tngtech.archunit.lang.conditions.ArchConditions.be(
                DescribedPredicate.describe(
                    "in a package of the map",
                    (JavaClass type) ->
                        type.getPackageName().equals("sarai")
                            || MAY_USE.containsKey(type.getPackageName().split("\\.")[1]))))
        .check(CLASSES);
  }
}
