package sarai.engine.whisper;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import sarai.engine.SpeechModel.Segment;

/// The whisper.cpp of Debian, whose ggml has the back end that this processor runs best, with
/// OpenBLAS for the encoder where it was installed too (ADR 0117). Called through the JDK's own
/// foreign functions.
final class InstalledLibrary implements WhisperLibrary {
  private final WhisperFunctions whisper;
  private final MemorySegment context;
  private boolean looked;

  private InstalledLibrary(WhisperFunctions whisper, MemorySegment context) {
    this.whisper = whisper;
    this.context = context;
  }

  static InstalledLibrary open(Path model, LibraryPlace place) throws IOException {
    WhisperFunctions whisper = WhisperFunctions.load(place);
    try (Arena arena = Arena.ofConfined()) {
      defaults(whisper, WhisperParameters.BEAM_SEARCH, arena);
      MemorySegment context =
          whisper
              .initFromFileWithParams()
              .call(arena.allocateFrom(model.toString()), contextParameters(whisper, arena));
      if (context.equals(MemorySegment.NULL)) {
        throw new IOException("whisper.cpp does not take " + model);
      }
      return new InstalledLibrary(whisper, context);
    }
  }

  @Override
  public String version() {
    return "libwhisper "
        + text(whisper.version().call())
        + (whisper.algebra() ? " and OpenBLAS" : ", without OpenBLAS");
  }

  @Override
  public void compute(Decoding how, float[] samples) throws IOException {
    looked = how.onlyLanguage();
    int strategy = how.beams() > 1 ? WhisperParameters.BEAM_SEARCH : WhisperParameters.GREEDY;
    try (Arena arena = Arena.ofConfined()) {
      WhisperParameters parameters = defaults(whisper, strategy, arena);
      parameters.set(how, arena);
      MemorySegment sound = arena.allocateFrom(JAVA_FLOAT, samples);
      WhisperLibrary.check(
          whisper.full().call(context, parameters.memory(), sound, samples.length), samples);
    }
  }

  @Override
  public int count() {
    return whisper.fullNSegments().call(context);
  }

  @Override
  public Segment segment(int index) {
    return new Segment(
        whisper.fullGetSegmentT0().call(context, index) / 100.0,
        whisper.fullGetSegmentT1().call(context, index) / 100.0,
        text(whisper.fullGetSegmentText().call(context, index)));
  }

  @Override
  public boolean tellsProbability() {
    return true;
  }

  @Override
  public double meanLogProbability() {
    return IntStream.range(0, count())
        .boxed()
        .flatMapToDouble(this::logProbabilities)
        .average()
        .orElse(Double.NaN);
  }

  /// Of the tokens that are text: marks and times come behind the token that ends it.
  private DoubleStream logProbabilities(int segment) {
    WhisperFunctions.Tokens tokens = whisper.tokens();
    int end = tokens.eot().call(context);
    return IntStream.range(0, tokens.fullN().call(context, segment))
        .filter(token -> tokens.fullGetId().call(context, segment, token) < end)
        .mapToDouble(token -> Math.log(tokens.fullGetP().call(context, segment, token)));
  }

  @Override
  public @Nullable String language() {
    return looked ? text(whisper.langStr().call(whisper.fullLangId().call(context))) : null;
  }

  @Override
  public void close() {
    whisper.free().call(context);
  }

  private static MemorySegment contextParameters(WhisperFunctions whisper, Arena arena)
      throws IOException {
    MemorySegment defaults = whisper.contextDefaultParamsByRef().call();
    try {
      return WhisperContextParameters.exact(defaults, arena);
    } finally {
      whisper.freeContextParams().call(defaults);
    }
  }

  private static WhisperParameters defaults(WhisperFunctions whisper, int strategy, Arena arena)
      throws IOException {
    MemorySegment defaults = whisper.fullDefaultParamsByRef().call(strategy);
    try {
      return WhisperParameters.copied(defaults, arena);
    } finally {
      whisper.freeParams().call(defaults);
    }
  }

  @SuppressWarnings("restricted") // the library ends its texts with a zero
  private static String text(MemorySegment address) {
    return address.reinterpret(Long.MAX_VALUE).getString(0);
  }
}
