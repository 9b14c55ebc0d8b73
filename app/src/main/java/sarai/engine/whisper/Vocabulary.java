package sarai.engine.whisper;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Whisper's tokens: text first, then the end, the start, one of each language, marks, and times in
/// steps of 20 ms (`tokenizer.py` of openai/whisper, `whisper.cpp`). Immutable.
final class Vocabulary {
  /// Tokens of a model that knows English only; one of several languages has more.
  private static final int ENGLISH = 51_864;

  /// Those of text, with the end, without languages, marks and times.
  private static final int TEXT = 50_256;

  /// Marks and times of a model.
  private static final int FIXED = 51_765;

  /// What GPT-2 cuts a text into before it looks for tokens.
  private static final Pattern PIECE =
      Pattern.compile("'(?:s|t|re|ve|m|ll|d)| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+");

  /// What whisper.cpp's `suppress_nst` keeps from being said, with and without a space before it.
  private static final String UNSPOKEN =
      "\" # ( ) * + / : ; < = > @ [ \\ ] ^ _ ` { | } ~ 「 」 『 』 << >> <<< >>> -- --- -( -[ (' (\""
          + " (( )) ((( ))) [[ ]] {{ }} ♪♪ ♪♪♪ ♩ ♪ ♫ ♬ ♭ ♮ ♯";

  private final List<byte[]> words;
  private final Map<String, Integer> tokens = new HashMap<>();
  private final boolean multilingual;
  private final int languages;
  private final NextToken rules;

  /// @param words bytes of the tokens of text
  /// @param size tokens in all
  Vocabulary(List<byte[]> words, int size) {
    this.words = List.copyOf(words);
    this.multilingual = size > ENGLISH;
    this.languages = size - FIXED - (multilingual ? 1 : 0);
    for (int token = 0; token < words.size(); token++) {
      tokens.putIfAbsent(latin(words.get(token)), token);
    }
    this.rules = new NextToken(end(), firstTime(), unspoken(), tokens(" ")[0]);
  }

  /// Whether languages are told.
  boolean isMultilingual() {
    return multilingual;
  }

  int end() {
    return multilingual ? TEXT + 1 : TEXT;
  }

  int start() {
    return end() + 1;
  }

  int language(String code) {
    return start() + 1 + Languages.numberOf(code);
  }

  int transcribe() {
    return start() + languages + 2;
  }

  /// Begins the text before.
  int previous() {
    return transcribe() + 2;
  }

  int nothingSaid() {
    return transcribe() + 3;
  }

  /// The time 0.00 s.
  int firstTime() {
    return transcribe() + 5;
  }

  /// A token's part of a text in UTF-8.
  byte[] bytes(int token) {
    return token < words.size() ? words.get(token) : new byte[0];
  }

  NextToken rules() {
    return rules;
  }

  private List<Integer> unspoken() {
    Stream<String> marks =
        Arrays.stream(UNSPOKEN.split(" ")).flatMap(mark -> Stream.of(mark, " " + mark));
    return Stream.concat(marks, Stream.of(" -", " '"))
        .map(this::tokens)
        .filter(found -> found.length == 1)
        .map(found -> found[0])
        .toList();
  }

  /// A text in tokens, each the longest that fits, as whisper.cpp does it. What fits none is left
  /// out.
  int[] tokens(String text) {
    List<Integer> found = new ArrayList<>();
    for (Matcher piece = PIECE.matcher(text); piece.find(); ) {
      String bytes = latin(piece.group().getBytes(StandardCharsets.UTF_8));
      for (int at = 0; at < bytes.length(); ) {
        int from = at;
        int to =
            IntStream.iterate(bytes.length(), end -> end > from, end -> end - 1)
                .filter(end -> tokens.containsKey(bytes.substring(from, end)))
                .findFirst()
                .orElse(from);
        if (to > from) {
          found.add(tokens.get(bytes.substring(from, to)));
        }
        at = Math.max(to, from + 1);
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Bytes as characters of the same number.
  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
