package sarai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// Answers of two models side by side without their names, and the key to them in a second file.
///
/// @param folder of both files
/// @param seed decides which of the two stands first
record BlindPairs(Path folder, long seed) {
  private static final Pattern VERDICT =
      Pattern.compile("^better: *([ABab=]?) *$", Pattern.MULTILINE);
  private static final JsonMapper JSON = new JsonMapper();

  /// @param one the answer of the first model
  /// @param other that of the second
  record Pair(String prompt, String one, String other) {}

  private Path pairs() {
    return folder.resolve("empathy-pairs.md");
  }

  private Path key() {
    return folder.resolve("empathy-key.json");
  }

  /// @return what to do with them
  String write(List<Pair> pairs, String one, String other) throws IOException {
    Random random = new Random(seed);
    StringBuilder text =
        new StringBuilder(
            """
            Which answer is the warmer and more helpful one? Write A, B or = after `better:`,
            then run the same command again. Look into empathy-key.json only after it.
            """);
    ArrayNode key = JSON.createArrayNode();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      boolean swapped = random.nextBoolean();
      text.append("\n## %d. %s\n\n".formatted(i + 1, pair.prompt()));
      text.append("A: ").append(quoted(swapped ? pair.other() : pair.one())).append("\n\n");
      text.append("B: ").append(quoted(swapped ? pair.one() : pair.other())).append("\n\n");
      text.append("better: \n");
      key.addObject().put("A", swapped ? other : one).put("B", swapped ? one : other);
    }
    Files.writeString(pairs(), text);
    Files.writeString(key(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(key));
    return "%d pairs in %s, the key in %s".formatted(pairs.size(), pairs(), key());
  }

  /// An answer cannot look like the verdict of a person.
  private static String quoted(String answer) {
    return answer.strip().replace("\n", "\n> ");
  }

  /// Whether a person wrote a verdict into the file.
  boolean judged() throws IOException {
    return Files.exists(pairs())
        && Files.exists(key())
        && verdicts().stream().anyMatch(verdict -> !verdict.isEmpty());
  }

  private List<String> verdicts() throws IOException {
    return VERDICT
        .matcher(Files.readString(pairs()))
        .results()
        .map((MatchResult match) -> match.group(1).toUpperCase(Locale.ROOT))
        .toList();
  }

  /// How often each model was found better.
  List<Row> verdict() throws IOException {
    JsonNode key = JSON.readTree(Files.readString(key()));
    List<String> verdicts = verdicts();
    if (verdicts.size() != key.size()) {
      throw new IOException(
          "%s has %d lines 'better:' and the key %d pairs"
              .formatted(pairs(), verdicts.size(), key.size()));
    }
    String one = key.at("/0/A").asString("");
    String other = key.at("/0/B").asString("");
    int wins = 0;
    int losses = 0;
    for (int i = 0; i < verdicts.size(); i++) {
      String better = key.path(i).path(verdicts.get(i)).asString("");
      wins += better.equals(one) ? 1 : 0;
      losses += better.equals(other) ? 1 : 0;
    }
    Row.Note equal =
        new Row.Note(
            "judged",
            "%d of %d pairs, %d of them equal"
                .formatted(
                    verdicts.stream().filter(it -> !it.isEmpty()).count(),
                    verdicts.size(),
                    verdicts.stream().filter("="::equals).count()));
    return wins + losses == 0
        ? List.of(equal)
        : List.of(
            preferred(
                /* model= */ other, /* against= */ one, new Proportion(losses, wins + losses)),
            equal);
  }

  private static Row preferred(String model, String against, Proportion share) {
    return new Row.Estimate(
        "%s preferred to %s".formatted(model, against),
        100 * share.share(),
        100 * share.low(),
        100 * share.high(),
        share + " decided pairs");
  }
}
