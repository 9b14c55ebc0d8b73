package sarai.engine.whisper;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import sarai.engine.whisper.WhisperFunctions.Count;
import sarai.engine.whisper.WhisperFunctions.Symbols;

/// The functions of libwhisper that are the steps of its `whisper_full`, and those that tell of its
/// tokens, named after their part behind `whisper_`.
record WhisperSteps(
    ToMel pcmToMel,
    Encode encode,
    Decode decode,
    Logits getLogits,
    Tokenize tokenize,
    TokenText tokenToStr,
    Count isMultilingual,
    Count nVocab,
    Count nTextCtx,
    Count tokenEot,
    Count tokenSot,
    Count tokenPrev,
    Count tokenTranscribe,
    Count tokenBeg,
    TokenOf tokenLang,
    LanguageNumber langId) {
  public interface ToMel {
    int call(MemorySegment context, MemorySegment samples, int count, int threads);
  }

  public interface Encode {
    int call(MemorySegment context, int offset, int threads);
  }

  public interface Decode {
    int call(MemorySegment context, MemorySegment tokens, int count, int past, int threads);
  }

  /// Of all tokens of the last step, one row each; only the last row is computed.
  public interface Logits {
    MemorySegment call(MemorySegment context);
  }

  public interface Tokenize {
    int call(MemorySegment context, MemorySegment text, MemorySegment tokens, int room);
  }

  public interface TokenText {
    MemorySegment call(MemorySegment context, int token);
  }

  public interface TokenOf {
    int call(MemorySegment context, int language);
  }

  public interface LanguageNumber {
    int call(MemorySegment code);
  }

  static WhisperSteps of(Symbols symbols) {
    return new WhisperSteps(
        symbols.get(
            ToMel.class,
            "whisper_pcm_to_mel",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT)),
        symbols.get(
            Encode.class,
            "whisper_encode",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT)),
        symbols.get(
            Decode.class,
            "whisper_decode",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT)),
        symbols.get(Logits.class, "whisper_get_logits", FunctionDescriptor.of(ADDRESS, ADDRESS)),
        symbols.get(
            Tokenize.class,
            "whisper_tokenize",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT)),
        symbols.get(
            TokenText.class,
            "whisper_token_to_str",
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT)),
        count(symbols, "is_multilingual"),
        count(symbols, "n_vocab"),
        count(symbols, "n_text_ctx"),
        count(symbols, "token_eot"),
        count(symbols, "token_sot"),
        count(symbols, "token_prev"),
        count(symbols, "token_transcribe"),
        count(symbols, "token_beg"),
        symbols.get(
            TokenOf.class,
            "whisper_token_lang",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT)),
        symbols.get(
            LanguageNumber.class, "whisper_lang_id", FunctionDescriptor.of(JAVA_INT, ADDRESS)));
  }

  private static Count count(Symbols symbols, String name) {
    return symbols.get(Count.class, "whisper_" + name, FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }
}
