package sarai.engine.whisper;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.engine.SpeechModel.Segment;

/// The whisper.cpp of Debian, whose ggml has the back end that this processor runs best: about half
/// the work of [BundledLibrary] (ADR 0115). Called through the JDK's own foreign functions.
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
    return "libwhisper " + text(whisper.version().call());
  }

  @Override
  public void compute(Decoding how, float[] samples) throws IOException {
    looked = how.onlyLanguage();
    int strategy = how.beams() > 1 ? WhisperParameters.BEAM_SEARCH : WhisperParameters.GREEDY;
    try (Arena arena = Arena.ofConfined()) {
      WhisperParameters parameters = defaults(whisper, strategy, arena);
      parameters.set(how, arena);
      int code =
          whisper
              .full()
              .call(
                  context,
                  parameters.memory(),
                  arena.allocateFrom(JAVA_FLOAT, samples),
                  samples.length);
      if (code != 0) {
        throw new IOException(
            "whisper.cpp failed with code " + code + " on " + samples.length + " samples");
      }
    }
  }

  @Override
  public List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < whisper.fullNSegments().call(context); i++) {
      segments.add(
          new Segment(
              whisper.fullGetSegmentT0().call(context, i) / 100.0,
              whisper.fullGetSegmentT1().call(context, i) / 100.0,
              text(whisper.fullGetSegmentText().call(context, i))));
    }
    return segments;
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
