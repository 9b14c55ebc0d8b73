package sarai.engine.whisper;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a span greedily by the steps of libwhisper. Unlike its `whisper_full` it encodes the span
/// once, for the language and for the words (ADR 0121). Used by one thread.
final class SpanReader {
  /// What whisper.cpp's `suppress_nst` keeps from being said, with and without a space before it.
  private static final String UNSPOKEN =
      "\" # ( ) * + / : ; < = > @ [ \\ ] ^ _ ` { | } ~ 「 」 『 』 << >> <<< >>> -- --- -( -[ (' (\""
          + " (( )) ((( ))) [[ ]] {{ }} ♪♪ ♪♪♪ ♩ ♪ ♫ ♬ ♭ ♮ ♯";

  /// What of half a window is left to marks, as in `whisper_full`.
  private static final int MARKS = 4;

  private final WhisperSteps whisper;
  private final MemorySegment context;
  private final NextToken next;

  SpanReader(WhisperSteps whisper, MemorySegment context) {
    this.whisper = whisper;
    this.context = context;
    this.next =
        new NextToken(
            whisper.tokenEot().call(context),
            whisper.tokenBeg().call(context),
            unspoken(),
            tokens(" ")[0]);
  }

  private List<Integer> unspoken() {
    Stream<String> marks =
        Arrays.stream(UNSPOKEN.split(" ")).flatMap(mark -> Stream.of(mark, " " + mark));
    return Stream.concat(marks, Stream.of(" -", " '"))
        .map(this::tokens)
        .filter(tokens -> tokens.length == 1)
        .map(tokens -> tokens[0])
        .toList();
  }

  /// Reads what is said, over as much of the window as the last `whisper_full` was told to.
  ///
  /// @param languages that it may be in; a single one is told
  Reading read(Decoding how, List<String> languages, float[] samples) throws IOException {
    encode(how.threads(), samples);
    Text text = new Text(how.threads());
    text.say(beginning(how.prompt()));
    String language = languages.size() == 1 ? languages.getFirst() : text.likeliest(languages);
    if (whisper.isMultilingual().call(context) != 0) {
      text.say(languageToken(language), whisper.tokenTranscribe().call(context));
    }
    TimedText said =
        new TimedText(next, this::bytes, (double) samples.length / Listener.RATE, how.oneSegment());
    while (true) {
      NextToken.Choice choice = next.choose(text.logits(), said.rules());
      if (said.endsWith(choice)) {
        return said.reading(language);
      }
      if (text.isFull() || said.length() >= halfWindow() - MARKS) {
        return Reading.unread(language);
      }
      text.say(choice.token());
    }
  }

  private int halfWindow() {
    return whisper.nTextCtx().call(context) / 2;
  }

  private void encode(int threads, float[] samples) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sound = arena.allocateFrom(JAVA_FLOAT, samples);
      WhisperLibrary.check(
          whisper.pcmToMel().call(context, sound, samples.length, threads), samples);
    }
    WhisperLibrary.check(whisper.encode().call(context, 0, threads), samples);
  }

  /// The end of the text before, as much as half of the text's window takes, and the mark that
  /// begins.
  private int[] beginning(@Nullable String prompt) {
    IntStream start = IntStream.of(whisper.tokenSot().call(context));
    if (prompt == null) {
      return start.toArray();
    }
    int[] before = tokens(prompt);
    int first = Math.max(0, before.length - halfWindow());
    IntStream told =
        IntStream.concat(
            IntStream.of(whisper.tokenPrev().call(context)), Arrays.stream(before).skip(first));
    return IntStream.concat(told, start).toArray();
  }

  private int languageToken(String language) {
    try (Arena arena = Arena.ofConfined()) {
      int number = whisper.langId().call(arena.allocateFrom(language));
      return whisper.tokenLang().call(context, number);
    }
  }

  private int[] tokens(String text) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment written = arena.allocateFrom(text);
      MemorySegment tokens = arena.allocate(JAVA_INT, written.byteSize());
      int count = whisper.tokenize().call(context, written, tokens, (int) written.byteSize());
      return tokens.asSlice(0, count * JAVA_INT.byteSize()).toArray(JAVA_INT);
    }
  }

  /// The tokens so far, in the memory of the decoder.
  private final class Text {
    private final int threads;
    private final int room = whisper.nTextCtx().call(context);
    private final float[] logits = new float[whisper.nVocab().call(context)];
    private int length;

    Text(int threads) {
      this.threads = threads;
    }

    boolean isFull() {
      return length >= room;
    }

    void say(int... tokens) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment said = arena.allocateFrom(JAVA_INT, tokens);
        int code = whisper.decode().call(context, said, tokens.length, length, threads);
        if (code != 0) {
          throw new IOException(
              "whisper.cpp failed with code " + code + " after " + length + " tokens");
        }
      }
      length += tokens.length;
      copyLogits(tokens.length - 1);
    }

    @SuppressWarnings("restricted") // the size is the one that whisper.h tells
    private void copyLogits(int row) {
      long rowBytes = (long) logits.length * Float.BYTES;
      MemorySegment all = whisper.getLogits().call(context).reinterpret(rowBytes * (row + 1));
      MemorySegment.copy(all, JAVA_FLOAT, rowBytes * row, logits, 0, logits.length);
    }

    float[] logits() {
      return logits;
    }

    String likeliest(List<String> languages) {
      String best = languages.getFirst();
      for (String language : languages) {
        best = logits[languageToken(language)] > logits[languageToken(best)] ? language : best;
      }
      return best;
    }
  }

  @SuppressWarnings("restricted") // the library ends its texts with a zero
  private byte[] bytes(int token) {
    return whisper
        .tokenToStr()
        .call(context, token)
        .reinterpret(Long.MAX_VALUE)
        .getString(0, StandardCharsets.ISO_8859_1)
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
