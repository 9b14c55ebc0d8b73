package sarai.engine.whisper;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandleProxies;
import java.nio.file.Path;

/// The functions of libwhisper that we call, named after their part behind `whisper_`. A returned
/// address has no size.
///
/// @param algebra whether ggml multiplies large matrices by BLAS
record WhisperFunctions(
    boolean algebra,
    Told version,
    Told contextDefaultParamsByRef,
    Done freeContextParams,
    From initFromFileWithParams,
    Done free,
    Defaults fullDefaultParamsByRef,
    Done freeParams,
    Full full,
    Count fullNSegments,
    Time fullGetSegmentT0,
    Time fullGetSegmentT1,
    Text fullGetSegmentText,
    WhisperSteps steps) {
  public interface Told {
    MemorySegment call();
  }

  public interface From {
    MemorySegment call(MemorySegment path, MemorySegment parameters);
  }

  public interface Done {
    void call(MemorySegment context);
  }

  public interface One {
    MemorySegment call(MemorySegment path);
  }

  public interface Defaults {
    MemorySegment call(int strategy);
  }

  public interface Full {
    int call(MemorySegment context, MemorySegment parameters, MemorySegment samples, int count);
  }

  public interface Count {
    int call(MemorySegment context);
  }

  public interface Time {
    long call(MemorySegment context, int segment);
  }

  public interface Text {
    MemorySegment call(MemorySegment context, int segment);
  }

  /// Loads the library for as long as the process lives.
  ///
  /// @throws IOException when it is not there or lacks a function
  static WhisperFunctions load(LibraryPlace place) throws IOException {
    try {
      return of(loadBackends(place), new Symbols(lookup(place.library())));
    } catch (IllegalArgumentException e) {
      throw new IOException(place.library() + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static WhisperFunctions of(boolean algebra, Symbols symbols) {
    return new WhisperFunctions(
        algebra,
        symbols.get(Told.class, "whisper_version", FunctionDescriptor.of(ADDRESS)),
        symbols.get(
            Told.class, "whisper_context_default_params_by_ref", FunctionDescriptor.of(ADDRESS)),
        symbols.get(Done.class, "whisper_free_context_params", FunctionDescriptor.ofVoid(ADDRESS)),
        symbols.get(
            From.class,
            "whisper_init_from_file_with_params",
            FunctionDescriptor.of(ADDRESS, ADDRESS, WhisperContextParameters.LAYOUT)),
        symbols.get(Done.class, "whisper_free", FunctionDescriptor.ofVoid(ADDRESS)),
        symbols.get(
            Defaults.class,
            "whisper_full_default_params_by_ref",
            FunctionDescriptor.of(ADDRESS, JAVA_INT)),
        symbols.get(Done.class, "whisper_free_params", FunctionDescriptor.ofVoid(ADDRESS)),
        symbols.get(
            Full.class,
            "whisper_full",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, WhisperParameters.LAYOUT, ADDRESS, JAVA_INT)),
        symbols.get(
            Count.class, "whisper_full_n_segments", FunctionDescriptor.of(JAVA_INT, ADDRESS)),
        symbols.get(Time.class, "whisper_full_get_segment_t0", time()),
        symbols.get(Time.class, "whisper_full_get_segment_t1", time()),
        symbols.get(
            Text.class,
            "whisper_full_get_segment_text",
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT)),
        WhisperSteps.of(symbols));
  }

  /// @return whether there is one for BLAS among them
  private static boolean loadBackends(LibraryPlace place) {
    Symbols ggml = new Symbols(lookup(place.library().resolveSibling("libggml.so.0")));
    Done loadAll =
        ggml.get(Done.class, "ggml_backend_load_all_from_path", FunctionDescriptor.ofVoid(ADDRESS));
    One loadOne = ggml.get(One.class, "ggml_backend_load", FunctionDescriptor.of(ADDRESS, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      loadAll.call(arena.allocateFrom(place.backends().toString()));
      return place
          .algebra()
          .map(file -> loadOne.call(arena.allocateFrom(file.toString())))
          .filter(backend -> !backend.equals(MemorySegment.NULL))
          .isPresent();
    }
  }

  private static FunctionDescriptor time() {
    return FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_INT);
  }

  @SuppressWarnings("restricted") // the very purpose of this class
  private static SymbolLookup lookup(Path library) {
    return SymbolLookup.libraryLookup(library, Arena.global());
  }

  record Symbols(SymbolLookup lookup) {
    @SuppressWarnings("restricted") // the shapes are those of whisper.h
    <T> T get(Class<T> type, String name, FunctionDescriptor shape) {
      MemorySegment address =
          lookup
              .find(name)
              .orElseThrow(() -> new IllegalArgumentException("it has no function " + name));
      return MethodHandleProxies.asInterfaceInstance(
          type, Linker.nativeLinker().downcallHandle(address, shape));
    }
  }
}
