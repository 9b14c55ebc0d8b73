package sarai.engine.whisper;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/// `struct whisper_context_params` of whisper.cpp 1.8.5 to 1.9.5.
final class WhisperContextParameters {
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_BOOLEAN.withName("use_gpu"),
          JAVA_BOOLEAN.withName("flash_attn"),
          paddingLayout(2),
          JAVA_INT.withName("gpu_device"),
          JAVA_BOOLEAN.withName("dtw_token_timestamps"),
          paddingLayout(3),
          JAVA_INT.withName("dtw_aheads_preset"),
          JAVA_INT.withName("dtw_n_top"),
          paddingLayout(4),
          JAVA_LONG.withName("dtw_aheads_count"),
          ADDRESS.withName("dtw_aheads"),
          JAVA_LONG.withName("dtw_mem_size"));

  private static final long DTW_MEMORY = 128L << 20;

  private WhisperContextParameters() {}

  /// Flash attention computes positions up to a multiple of this and does not mask those behind the
  /// audio context, where the span before has left what it was (ADR 0115): words would change with
  /// what was heard before. Contexts that are multiples of it leave nothing there.
  static final int ATTENDED = 256;

  /// The defaults, with flash attention.
  ///
  /// @param defaults what the library answered, of unknown size
  /// @throws IOException when it means another layout
  @SuppressWarnings("restricted") // the size is the layout's, and checked by what is in it
  static MemorySegment exact(MemorySegment defaults, Arena arena) throws IOException {
    MemorySegment copy = arena.allocate(LAYOUT);
    copy.copyFrom(defaults.reinterpret(LAYOUT.byteSize()));
    long memory = copy.get(JAVA_LONG, at("dtw_mem_size"));
    if (memory != DTW_MEMORY) {
      throw new IOException(
          "this libwhisper lays its context parameters out another way: dtw_mem_size is %d, not %d"
              .formatted(memory, DTW_MEMORY));
    }
    copy.set(JAVA_BOOLEAN, at("flash_attn"), true);
    return copy;
  }

  private static long at(String name) {
    return LAYOUT.byteOffset(PathElement.groupElement(name));
  }
}
