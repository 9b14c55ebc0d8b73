package sarai.engine.whisper;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import sarai.engine.SpeechModel.Segment;

/// The whisper.cpp of Debian, whose ggml has the back end that this processor runs best, with
/// OpenBLAS for the encoder where it was installed too (ADR 0117). Called through the JDK's own
/// foreign functions.
final class InstalledLibrary implements WhisperLibrary {
  private final WhisperFunctions whisper;
  private final MemorySegment context;
  private final SpanReader reader;

  private InstalledLibrary(WhisperFunctions whisper, MemorySegment context) {
    this.whisper = whisper;
    this.context = context;
    this.reader = new SpanReader(whisper.steps(), context);
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
    int strategy = how.beams() > 1 ? WhisperParameters.BEAM_SEARCH : WhisperParameters.GREEDY;
    try (Arena arena = Arena.ofConfined()) {
      WhisperParameters parameters = defaults(whisper, strategy, arena);
      parameters.set(how, arena);
      MemorySegment sound = arena.allocateFrom(JAVA_FLOAT, samples);
      WhisperLibrary.check(
          whisper.full().call(context, parameters.memory(), sound, samples.length), samples);
    }
  }

  /// A `whisper_full` that computes nothing sets the context of the encoder, which is not among the
  /// parameters of a step.
  @Override
  public Reading read(Decoding how, Languages languages, float[] samples) throws IOException {
    compute(how, new float[NOTHING]);
    return reader.read(how, languages.allowed(), samples);
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
