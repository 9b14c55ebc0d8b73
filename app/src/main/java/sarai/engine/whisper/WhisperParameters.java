package sarai.engine.whisper;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.Map;

/// `struct whisper_full_params` of whisper.cpp 1.8.5 to 1.9.5. The library promises no layout, so
/// its own defaults, known beforehand, must be found where this layout expects them.
final class WhisperParameters {
  static final int GREEDY = 0;
  static final int BEAM_SEARCH = 1;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
          JAVA_INT.withName("strategy"),
          JAVA_INT.withName("n_threads"),
          JAVA_INT.withName("n_max_text_ctx"),
          JAVA_INT.withName("offset_ms"),
          JAVA_INT.withName("duration_ms"),
          JAVA_BOOLEAN.withName("translate"),
          JAVA_BOOLEAN.withName("no_context"),
          JAVA_BOOLEAN.withName("no_timestamps"),
          JAVA_BOOLEAN.withName("single_segment"),
          JAVA_BOOLEAN.withName("print_special"),
          JAVA_BOOLEAN.withName("print_progress"),
          JAVA_BOOLEAN.withName("print_realtime"),
          JAVA_BOOLEAN.withName("print_timestamps"),
          JAVA_BOOLEAN.withName("token_timestamps"),
          paddingLayout(3),
          JAVA_FLOAT.withName("thold_pt"),
          JAVA_FLOAT.withName("thold_ptsum"),
          JAVA_INT.withName("max_len"),
          JAVA_BOOLEAN.withName("split_on_word"),
          paddingLayout(3),
          JAVA_INT.withName("max_tokens"),
          JAVA_BOOLEAN.withName("debug_mode"),
          paddingLayout(3),
          JAVA_INT.withName("audio_ctx"),
          JAVA_BOOLEAN.withName("tdrz_enable"),
          paddingLayout(3),
          ADDRESS.withName("suppress_regex"),
          ADDRESS.withName("initial_prompt"),
          JAVA_BOOLEAN.withName("carry_initial_prompt"),
          paddingLayout(7),
          ADDRESS.withName("prompt_tokens"),
          JAVA_INT.withName("prompt_n_tokens"),
          paddingLayout(4),
          ADDRESS.withName("language"),
          JAVA_BOOLEAN.withName("detect_language"),
          JAVA_BOOLEAN.withName("suppress_blank"),
          JAVA_BOOLEAN.withName("suppress_nst"),
          paddingLayout(1),
          JAVA_FLOAT.withName("temperature"),
          JAVA_FLOAT.withName("max_initial_ts"),
          JAVA_FLOAT.withName("length_penalty"),
          JAVA_FLOAT.withName("temperature_inc"),
          JAVA_FLOAT.withName("entropy_thold"),
          JAVA_FLOAT.withName("logprob_thold"),
          JAVA_FLOAT.withName("no_speech_thold"),
          JAVA_INT.withName("best_of"),
          JAVA_INT.withName("beam_size"),
          JAVA_FLOAT.withName("patience"),
          paddingLayout(4),
          MemoryLayout.sequenceLayout(10, ADDRESS).withName("callbacks"),
          ADDRESS.withName("grammar_rules"),
          JAVA_LONG.withName("n_grammar_rules"),
          JAVA_LONG.withName("i_start_rule"),
          JAVA_FLOAT.withName("grammar_penalty"),
          JAVA_BOOLEAN.withName("vad"),
          paddingLayout(3),
          ADDRESS.withName("vad_model_path"),
          JAVA_FLOAT.withName("vad_threshold"),
          JAVA_INT.withName("vad_min_speech_duration_ms"),
          JAVA_INT.withName("vad_min_silence_duration_ms"),
          JAVA_FLOAT.withName("vad_max_speech_duration_s"),
          JAVA_INT.withName("vad_speech_pad_ms"),
          JAVA_FLOAT.withName("vad_samples_overlap"));

  private static final Map<String, Float> KNOWN =
      Map.of(
          "thold_pt", 0.01f,
          "max_initial_ts", 1.0f,
          "length_penalty", -1.0f,
          "temperature_inc", 0.2f,
          "entropy_thold", 2.4f,
          "logprob_thold", -1.0f,
          "no_speech_thold", 0.6f,
          "grammar_penalty", 100.0f,
          "vad_threshold", 0.5f,
          "vad_samples_overlap", 0.1f);

  private final MemorySegment memory;

  /// @param memory of the layout's size
  WhisperParameters(MemorySegment memory) {
    this.memory = memory;
  }

  /// @param defaults what the library answered, of unknown size
  /// @throws IOException when it means another layout
  @SuppressWarnings("restricted") // the size is the layout's, and checked by what is in it
  static WhisperParameters copied(MemorySegment defaults, Arena arena) throws IOException {
    MemorySegment copy = arena.allocate(LAYOUT);
    copy.copyFrom(defaults.reinterpret(LAYOUT.byteSize()));
    WhisperParameters parameters = new WhisperParameters(copy);
    for (Map.Entry<String, Float> known : KNOWN.entrySet()) {
      float found = copy.get(JAVA_FLOAT, at(known.getKey()));
      if (found != known.getValue()) {
        throw new IOException(
            "this libwhisper lays its parameters out another way: %s is %s, not %s"
                .formatted(known.getKey(), found, known.getValue()));
      }
    }
    return parameters;
  }

  MemorySegment memory() {
    return memory;
  }

  /// @param arena of the strings
  void set(Decoding how, Arena arena) {
    memory.set(JAVA_INT, at("n_threads"), how.threads());
    memory.set(JAVA_BOOLEAN, at("no_context"), true);
    memory.set(JAVA_BOOLEAN, at("single_segment"), how.oneSegment());
    memory.set(JAVA_BOOLEAN, at("print_progress"), false);
    memory.set(JAVA_BOOLEAN, at("print_timestamps"), false);
    memory.set(
        JAVA_INT,
        at("audio_ctx"),
        AudioContext.roundedUp(how.audioContext(), WhisperContextParameters.ATTENDED));
    memory.set(JAVA_BOOLEAN, at("suppress_nst"), true);
    memory.set(JAVA_FLOAT, at("temperature_inc"), how.temperatureStep());
    memory.set(JAVA_INT, at("beam_size"), how.beams());
    memory.set(ADDRESS, at("language"), arena.allocateFrom(how.language()));
    String prompt = how.prompt();
    memory.set(
        ADDRESS,
        at("initial_prompt"),
        prompt == null ? MemorySegment.NULL : arena.allocateFrom(prompt));
  }

  private static long at(String name) {
    return LAYOUT.byteOffset(PathElement.groupElement(name));
  }
}
