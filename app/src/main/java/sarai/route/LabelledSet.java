package sarai.route;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The labelled sentences, in a training and a test part that share no theme. Immutable.
///
/// The form is TSV with the header `language hard soft web_query kind theme pair text`; labels are
/// `0`, `0.5` or `1`, `pair` is `-` for none, and `\n` in a text stands for a line break.
public record LabelledSet(List<LabelledSentence> training, List<LabelledSentence> test) {
  static final String HEADER = "language\thard\tsoft\tweb_query\tkind\ttheme\tpair\ttext";

  /// Two sentences of different parts may share at most this share of their 4-grams (Jaccard).
  static final double MAX_LIKENESS = 0.8;

  public LabelledSet {
    training = List.copyOf(training);
    test = List.copyOf(test);
  }

  /// Reads the sentences that ship with the program; they were checked when they were trained on.
  public static LabelledSet load() {
    return new LabelledSet(part("sentences-train.tsv"), part("sentences-test.tsv"));
  }

  /// Reads one part.
  ///
  /// @throws IllegalArgumentException naming the line when a column or a value is wrong
  public static List<LabelledSentence> read(String name, Reader in) throws IOException {
    List<String> lines = new BufferedReader(in).readAllLines();
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw new IllegalArgumentException(name + ": the first line must be the header " + HEADER);
    }
    List<LabelledSentence> sentences = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      sentences.add(sentence(name + ":" + (i + 1), lines.get(i)));
    }
    return sentences;
  }

  /// SHA-256 over every field of every sentence, hex.
  public String sha256() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      training.forEach(it -> digest.update(it.toString().getBytes(StandardCharsets.UTF_8)));
      test.forEach(it -> digest.update(it.toString().getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Refuses shared themes, sentences that occur twice and near copies across the parts. Takes
  /// seconds for the shipped ones.
  void check() {
    Set<String> themes = training.stream().map(LabelledSentence::theme).collect(Collectors.toSet());
    Set<String> texts = new HashSet<>();
    for (LabelledSentence it : training) {
      requireNew(texts, it);
    }
    Likeness likeness = new Likeness(training);
    for (LabelledSentence it : test) {
      requireNew(texts, it);
      if (themes.contains(it.theme())) {
        throw new IllegalArgumentException("theme '" + it.theme() + "' is in both parts");
      }
      likeness.requireUnlike(it);
    }
  }

  private static void requireNew(Set<String> texts, LabelledSentence sentence) {
    if (!texts.add(FoldedText.of(sentence.text()).toString())) {
      throw new IllegalArgumentException("'" + sentence.text() + "' occurs twice");
    }
  }

  private static List<LabelledSentence> part(String name) {
    try (InputStream in = Resources.open(name);
        Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
      return read(name, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LabelledSentence sentence(String place, String line) {
    String[] columns = line.split("\t", -1);
    if (columns.length != 8) {
      throw new IllegalArgumentException(place + ": " + columns.length + " columns, not 8");
    }
    String text = columns[7].replace("\\n", "\n");
    if (text.isBlank() || columns[5].isBlank()) {
      throw new IllegalArgumentException(place + ": a theme and a text are needed");
    }
    return new LabelledSentence(
        Language.valueOf(oneOf(place, columns[0], Set.of("es", "en")).toUpperCase(Locale.ROOT)),
        label(place, columns[1]),
        label(place, columns[2]),
        label(place, columns[3]),
        LabelledSentence.Kind.valueOf(
            oneOf(place, columns[4], Set.of("plain", "trap", "typo", "switch", "mixed"))
                .toUpperCase(Locale.ROOT)),
        columns[5],
        columns[6].equals("-") ? null : columns[6],
        text);
  }

  private static double label(String place, String value) {
    return Double.parseDouble(oneOf(place, value, Set.of("0", "0.5", "1")));
  }

  private static String oneOf(String place, String value, Set<String> allowed) {
    if (!allowed.contains(value)) {
      throw new IllegalArgumentException(
          place + ": '" + value + "' is none of " + allowed.stream().sorted().toList());
    }
    return value;
  }

  /// Finds training sentences that share most 4-grams with a test sentence.
  private static final class Likeness {
    private final List<LabelledSentence> sentences;
    private final List<long[]> grams;
    private final Map<Long, List<Integer>> holders = new HashMap<>();

    Likeness(List<LabelledSentence> sentences) {
      this.sentences = sentences;
      this.grams = sentences.stream().map(Likeness::grams).toList();
      for (int i = 0; i < grams.size(); i++) {
        for (long gram : grams.get(i)) {
          holders.computeIfAbsent(gram, _ -> new ArrayList<>()).add(i);
        }
      }
    }

    /// A near copy lacks few of the sentence's grams, so it has one of those few and one more: the
    /// rarest are looked at.
    void requireUnlike(LabelledSentence sentence) {
      long[] own = grams(sentence);
      int lacking = (int) ((1 - MAX_LIKENESS) * own.length);
      Arrays.stream(own)
          .mapToObj(gram -> holders.getOrDefault(gram, List.of()))
          .sorted(Comparator.comparingInt(List::size))
          .limit(lacking + 1)
          .flatMap(List::stream)
          .distinct()
          .filter(i -> likeness(own, grams.get(i)) > MAX_LIKENESS)
          .findFirst()
          .ifPresent(i -> {
            throw new IllegalArgumentException(
                "'%s' of the test part is a near copy of '%s' of the training part"
                    .formatted(sentence.text(), sentences.get(i).text()));
          });
    }

    private static double likeness(long[] one, long[] other) {
      int shared = 0;
      for (int i = 0, j = 0; i < one.length && j < other.length; ) {
        int order = Long.compare(one[i], other[j]);
        shared += order == 0 ? 1 : 0;
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
      }
      return (double) shared / (one.length + other.length - shared);
    }

    /// Four letters a number, in rising order.
    private static long[] grams(LabelledSentence sentence) {
      FoldedText folded = FoldedText.of(sentence.text());
      char[] chars = folded.chars();
      return IntStream.rangeClosed(0, folded.length() - 4)
          .mapToLong(i ->
              (long) chars[i] << 48
                  | (long) chars[i + 1] << 32
                  | (long) chars[i + 2] << 16
                  | chars[i + 3])
          .sorted()
          .distinct()
          .toArray();
    }
  }
}
