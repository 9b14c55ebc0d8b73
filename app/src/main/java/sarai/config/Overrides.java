package sarai.config;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Lays the environment's `SARAI_…` variables over the file. An empty variable counts as unset; a
/// list is written `a, b` or as YAML, `[a, b]`.
final class Overrides {
  /// Variables that begin like a key's and are none.
  static final Set<String> RESERVED =
      Set.of(
          "SARAI_PROFILE",
          "SARAI_DATA",
          "SARAI_LLAMA_SERVER",
          "SARAI_FFMPEG",
          "SARAI_LANG",
          "SARAI_HEAP",
          "SARAI_JAVA_OPTIONS");

  /// What the tests of real engines are told.
  private static final String TESTS = "SARAI_TEST_";

  private static final String PREFIX = "SARAI_";

  private record Leaf(KeyPath path, Type type) {}

  private final Map<String, String> environment;
  private final Problems problems;

  Overrides(Map<String, String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  Value.Mapping apply(Value.Mapping tree) {
    Map<String, List<Leaf>> known = new TreeMap<>();
    leaves(SaraiConfig.class, KeyPath.ROOT, tree)
        .forEach(leaf ->
            known.computeIfAbsent(leaf.path().variable(), _ -> new ArrayList<>()).add(leaf));
    Set<String> others = new HashSet<>(RESERVED);
    others.addAll(References.variables(tree));
    Value.Mapping result = tree;
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (isOurs(name) && !variable.getValue().isEmpty() && !others.contains(name)) {
        result = override(result, name, variable.getValue(), known);
      }
    }
    return result;
  }

  private static boolean isOurs(String name) {
    return name.startsWith(PREFIX) && !name.startsWith(TESTS);
  }

  private Value.Mapping override(
      Value.Mapping tree, String name, String text, Map<String, List<Leaf>> known) {
    List<Leaf> leaves = known.getOrDefault(name, List.of());
    Place place = Place.variable(name);
    if (leaves.size() == 1) {
      Leaf leaf = leaves.getFirst();
      return value(leaf, text, place).map(value -> tree.with(leaf.path(), value)).orElse(tree);
    }
    String why =
        leaves.isEmpty()
            ? "the variable matches no key" + Nearest.hint(name, known.keySet())
            : "the variable matches several keys: "
                + String.join(", ", leaves.stream().map(leaf -> leaf.path().toString()).toList());
    problems.add(place, KeyPath.ROOT, null, why);
    return tree;
  }

  private Optional<Value> value(Leaf leaf, String text, Place place) {
    if (!Keys.isList(leaf.type())) {
      return Optional.of(new Value.Scalar(text, false, place));
    }
    String list = text.strip().startsWith("[") ? text : "[" + text + "]";
    return new YamlTree(place.source(), true, problems).parse(list);
  }

  private static List<Leaf> leaves(Class<?> type, KeyPath above, Value.Mapping tree) {
    List<Leaf> leaves = new ArrayList<>();
    for (Keys.Spec spec : Keys.of(type)) {
      KeyPath path = above.child(spec.name());
      if (Keys.isMap(spec.type())) {
        Class<?> element = (Class<?>) Keys.element(spec.type());
        tree.group(path)
            .entries()
            .keySet()
            .forEach(id -> leaves.addAll(leaves(element, path.child(id), tree)));
      } else if (Keys.isGroup(spec.type())) {
        leaves.addAll(leaves((Class<?>) spec.type(), path, tree));
      } else {
        leaves.add(new Leaf(path, spec.type()));
      }
    }
    return leaves;
  }
}
