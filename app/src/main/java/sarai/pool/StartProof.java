package sarai.pool;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.engine.Engine;
import sarai.engine.EngineException;
import sarai.engine.Footprint;
import sarai.engine.Launch;
import sarai.units.Bytes;

/// The proof that a configuration keeps its budget: for each set of models that must be in memory
/// together, what they take, this program and the margin are within the limit. The sets are the
/// declared pipelines, and all permanent models with each on-demand one.
///
/// A model whose files are not here yet counts with its `max_memory_mb`.
public record StartProof(Bytes budget, Bytes jvm, Bytes margin, List<Item> models, List<Set> sets) {
  public StartProof {
    models = List.copyOf(models);
    sets = List.copyOf(sets);
  }

  /// What one model takes.
  ///
  /// @param variant the weights that count; null when none are here
  /// @param peak the most while it loads
  /// @param basis `measured`, `estimated`, `max_memory_mb` or `unknown`
  public record Item(
      String id,
      @Nullable String variant,
      Bytes peak,
      Bytes steady,
      boolean permanent,
      String basis) {}

  /// Models that must fit together.
  ///
  /// @param need all of them steady and the one with the greatest difference at its loading peak,
  ///   this program and the margin
  public record Set(List<String> models, Bytes need, boolean fits) {
    public Set {
      models = List.copyOf(models);
    }
  }

  public boolean holds() {
    return sets.stream().allMatch(Set::fits);
  }

  static StartProof of(ModelPool.Setup setup, List<List<String>> pipelines) {
    List<Item> items = new ArrayList<>();
    Bytes jvm = setup.ownMemory().get();
    for (ModelConfig model : setup.models().values()) {
      items.add(item(model, setup.engines(), roomFor(setup, jvm)));
    }
    Function<List<String>, Set> weigh =
        ids -> weigh(ids, items, setup.budget(), jvm.plus(setup.margin()));
    List<Set> sets = sets(items, pipelines).stream().map(weigh).toList();
    return new StartProof(setup.budget(), jvm, setup.margin(), items, sets);
  }

  private static Bytes roomFor(ModelPool.Setup setup, Bytes jvm) {
    return setup.budget().minus(jvm).minus(setup.margin());
  }

  private static LinkedHashSet<List<String>> sets(List<Item> items, List<List<String>> pipelines) {
    List<String> permanent = items.stream().filter(Item::permanent).map(Item::id).toList();
    LinkedHashSet<List<String>> sets = new LinkedHashSet<>(pipelines);
    for (Item item : items) {
      if (!item.permanent()) {
        List<String> withOne = new ArrayList<>(permanent);
        withOne.add(item.id());
        sets.add(withOne);
      }
    }
    if (sets.isEmpty()) {
      sets.add(permanent);
    }
    return sets;
  }

  /// The best variant that could be alone in memory.
  private static Item item(ModelConfig model, Map<EngineKind, Engine> engines, Bytes room) {
    Engine engine = engines.get(model.engine());
    try {
      List<Launch> launches = engine == null ? List.of() : engine.launches(model);
      if (!launches.isEmpty()) {
        return item(
            model,
            launches.stream()
                .filter(launch -> !launch.footprint().peak().isMoreThan(room))
                .findFirst()
                .orElse(launches.getLast()));
      }
    } catch (EngineException _) {
      // Not here, or no model: what the configuration promises counts.
    }
    Bytes promised = model.residence().maxMemory();
    Bytes counted = promised == null ? Bytes.ZERO : promised;
    return new Item(
        model.id(),
        null,
        counted,
        counted,
        model.residence().permanent(),
        promised == null ? "unknown" : "max_memory_mb");
  }

  private static Item item(ModelConfig model, Launch launch) {
    Footprint footprint = launch.footprint();
    return new Item(
        model.id(),
        launch.variant(),
        footprint.peak(),
        footprint.steady(),
        model.residence().permanent(),
        footprint.measured() ? "measured" : "estimated");
  }

  private static Set weigh(List<String> ids, List<Item> items, Bytes budget, Bytes fixed) {
    List<Item> chosen = items.stream().filter(item -> ids.contains(item.id())).toList();
    Bytes need = fixed;
    Bytes extra = Bytes.ZERO;
    for (Item item : chosen) {
      need = need.plus(item.steady());
      extra = extra.max(item.peak().minus(item.steady()));
    }
    need = need.plus(extra);
    return new Set(ids, need, !need.isMoreThan(budget));
  }

  /// The proof as a table for people.
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        line("%-18s %-36s %10s %10s  %s", "MODEL", "VARIANT", "LOADING", "STEADY", "BASIS"));
    for (Item item : models) {
      text.append(
          line(
              "%-18s %-36s %10s %10s  %s",
              item.id() + (item.permanent() ? " *" : ""),
              item.variant() == null ? "–" : item.variant(),
              item.peak(),
              item.steady(),
              item.basis()));
    }
    text.append(line("%nthis program %s, margin %s, budget %s%n", jvm, margin, budget));
    for (Set set : sets) {
      text.append(
          line("%s %10s  %s", set.fits() ? "fits    " : "TOO MUCH", set.need(), set.models()));
    }
    return text.toString().stripTrailing();
  }

  @FormatMethod
  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values).stripTrailing() + System.lineSeparator();
  }
}
