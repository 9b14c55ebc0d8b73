package sarai.route;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the sentences of a training hold. Immutable.
///
/// @param words folded, the commonest first; those of the lexicon are among them
/// @param trigrams three-letter sequences by [Trigram]
record Vocabulary(List<String> words, BitSet trigrams) {
  Vocabulary {
    words = List.copyOf(words);
    trigrams = (BitSet) trigrams.clone();
  }

  static Vocabulary of(List<LabelledSentence> sentences, Lexicon lexicon) {
    Map<String, Integer> counts = new HashMap<>();
    lexicon.words().forEach(word -> counts.put(word, 0));
    BitSet trigrams = new BitSet(Weights.TRIGRAMS);
    for (LabelledSentence sentence : sentences) {
      FoldedText text = FoldedText.of(sentence.text());
      addTrigrams(text, trigrams);
      if (sentence.kind() != LabelledSentence.Kind.TYPO) {
        text.words().forEach(word -> counts.merge(word, 1, Integer::sum));
      }
    }
    return new Vocabulary(commonestFirst(counts), trigrams);
  }

  /// Reads what [#write] wrote.
  static Vocabulary read(DataInputStream in) throws IOException {
    BitSet trigrams = BitSet.valueOf(in.readNBytes(in.readInt()));
    String words = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    return new Vocabulary(List.of(words.split(" ")), trigrams);
  }

  void write(DataOutputStream out) throws IOException {
    byte[] known = trigrams.toByteArray();
    out.writeInt(known.length);
    out.write(known);
    byte[] text = String.join(" ", words).getBytes(StandardCharsets.UTF_8);
    out.writeInt(text.length);
    out.write(text);
  }

  boolean knows(int trigram) {
    return trigram >= 0 && trigrams.get(trigram);
  }

  private static List<String> commonestFirst(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void addTrigrams(FoldedText text, BitSet known) {
    for (int i = 0; i + 3 <= text.length(); i++) {
      int trigram = Trigram.at(text.chars(), i);
      if (trigram >= 0) {
        known.set(trigram);
      }
    }
  }
}
