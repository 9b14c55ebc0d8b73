package sarai.engine.llama;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import sarai.engine.Footprint;
import sarai.engine.llama.LlamaArguments.LoadMode;
import sarai.store.GgufHeader;
import sarai.store.GgufLayer;
import sarai.store.GgufProjector;
import sarai.store.GgufType;
import sarai.units.Bytes;

/// What an engine process will take, part by part, computed from file headers. Immutable.
///
/// The terms and how well they fit are in `docs/memory-estimates.md`.
///
/// @param weights resident weights once loaded
/// @param kv keys, values and recurrent state of all slots
/// @param compute scratch space of the language model
/// @param projector weights and scratch space for the largest picture or clip; zero without one
/// @param promptCache most that the engine may keep of earlier prompts
/// @param process the program itself and its vocabulary
/// @param loading what loading takes beyond all that remains, before scratch space is used
public record MemoryEstimate(
    Bytes weights,
    Bytes kv,
    Bytes compute,
    Bytes projector,
    Bytes promptCache,
    Bytes process,
    Bytes loading) {

  /// The engine's code, libraries, threads and buffers: measured with the tiny models.
  private static final long PROGRAM = 34L << 20;

  private static final long BYTES_PER_VOCABULARY_ENTRY = 250;
  private static final int CELL_ROUNDING = 256;

  /// Side of the picture that the engine prepares while it loads a vision projector, in pixels.
  private static final long WARM_UP_SIDE = 1472;

  /// Positions of 30 seconds of sound, the span that encoders of Whisper's kind work on.
  private static final long SOUND_POSITIONS = 1500;

  /// @param model header of the weights
  /// @param projector header of the projector; null without
  /// @param imageTokens merged tokens of the largest picture that it will be sent; zero for none
  static MemoryEstimate of(
      GgufHeader model,
      @Nullable GgufHeader projector,
      LlamaArguments arguments,
      int imageTokens,
      CpuRepack repack) {
    GgufHeader.Model shape = shapeOf(model);
    Weights weights = Weights.of(model, arguments.loadMode(), repack);
    long scratch = projector == null ? 0 : projectorScratch(projector.projector(), imageTokens);
    long projectorWeights = projector == null ? 0 : projector.tensorBytes().value();
    long warmUp = hasVision(projector) ? WARM_UP_SIDE * WARM_UP_SIDE * 3 * 2 * Float.BYTES : 0;
    long compute = compute(shape, arguments);
    long transientWeights = weights.loading() - weights.resident();
    return new MemoryEstimate(
        Bytes.of(weights.resident()),
        Bytes.of(kv(shape, arguments)),
        Bytes.of(compute),
        Bytes.of(projectorWeights + scratch),
        arguments.promptCache(),
        Bytes.of(PROGRAM + shape.vocabulary() * BYTES_PER_VOCABULARY_ENTRY),
        Bytes.of(Math.max(0, transientWeights + warmUp - compute - scratch)));
  }

  /// What to reserve: the most while it loads, and what it takes once it has answered.
  public Footprint footprint() {
    Bytes steady = total();
    return Footprint.estimated(steady.minus(promptCache).plus(loading), steady);
  }

  /// All that remains taken, the prompt cache full.
  public Bytes total() {
    return weights.plus(kv).plus(compute).plus(projector).plus(promptCache).plus(process);
  }

  private static GgufHeader.Model shapeOf(GgufHeader header) {
    if (header.model() == null) {
      throw new IllegalArgumentException("a projector is no model: " + header.name());
    }
    return header.model();
  }

  private static boolean hasVision(@Nullable GgufHeader projector) {
    return projector != null
        && projector.projector() != null
        && projector.projector().vision() != null;
  }

  private static long kv(GgufHeader.Model model, LlamaArguments arguments) {
    if (!model.causal()) {
      return 0;
    }
    long bytes = 0;
    for (GgufLayer layer : model.layers()) {
      long cells = cells(model, layer.sliding(), arguments);
      bytes += cells * bytes(arguments.keyType(), layer.keyValues());
      bytes += cells * bytes(arguments.valueType(), layer.valueValues());
      bytes += layer.stateValues() * Float.BYTES;
    }
    return bytes * arguments.parallel();
  }

  /// Tokens that a slot has room for. Source: `llama-kv-cache-iswa.cpp`.
  private static long cells(GgufHeader.Model model, boolean sliding, LlamaArguments arguments) {
    long all = roundUp(arguments.context());
    long window = roundUp((long) model.slidingWindow() + arguments.microBatch());
    return sliding ? Math.min(all, window) : all;
  }

  private static long roundUp(long tokens) {
    return (tokens + CELL_ROUNDING - 1) / CELL_ROUNDING * CELL_ROUNDING;
  }

  private static long bytes(String typeName, long values) {
    GgufType type = GgufType.valueOf(typeName.toUpperCase(Locale.ROOT));
    return (values * type.blockBytes() + type.blockValues() - 1) / type.blockValues();
  }

  /// The buffer that the engine reserves for one micro-batch: the widest set of live values for
  /// each token, the attention mask (f16), and the logits of the tokens that are asked for.
  private static long compute(GgufHeader.Model model, LlamaArguments arguments) {
    long queries = 0;
    long keys = 0;
    boolean sliding = false;
    for (GgufLayer layer : model.layers()) {
      queries = Math.max(queries, (long) layer.heads() * layer.keyLength());
      keys = Math.max(keys, layer.keyValues());
      sliding |= layer.sliding();
    }
    long widest = Math.max(3L * model.feedForward(), 2 * queries + 4 * keys);
    long live = 5L * model.embedding() + widest + 10;
    long seen = model.causal() ? cells(model, false, arguments) : arguments.microBatch();
    seen += sliding ? cells(model, true, arguments) : 0;
    long logits = (long) model.vocabulary() * Float.BYTES * arguments.parallel();
    return arguments.microBatch() * (live * Float.BYTES + seen * Short.BYTES) + logits;
  }

  private static long projectorScratch(@Nullable GgufProjector projector, int imageTokens) {
    if (projector == null) {
      return 0;
    }
    long vision = projector.vision() == null ? 0 : scratch(projector.vision(), imageTokens);
    return Math.max(vision, projector.audio() == null ? 0 : scratch(projector.audio()));
  }

  /// Attention over all patches at once, the live values of each, and the picture as floats, twice.
  private static long scratch(GgufProjector.Vision vision, int imageTokens) {
    long patches = (long) imageTokens * vision.mergeSize() * vision.mergeSize();
    long attention = vision.encoder().heads() * patches * patches * Float.BYTES;
    long picture = patches * vision.patchSize() * vision.patchSize() * 3 * 2 * Float.BYTES;
    return attention + picture + live(vision.encoder(), patches);
  }

  private static long scratch(GgufProjector.Audio audio) {
    return live(audio.encoder(), SOUND_POSITIONS)
        + 2 * SOUND_POSITIONS * audio.melBins() * Float.BYTES;
  }

  private static long live(GgufProjector.Encoder encoder, long positions) {
    return positions * (8L * encoder.embedding() + 2L * encoder.feedForward()) * Float.BYTES;
  }

  /// @param resident bytes that stay
  /// @param loading bytes at the end of the load, before mapped pages that nothing needs are let go
  private record Weights(long resident, long loading) {
    static Weights of(GgufHeader header, LoadMode mode, CpuRepack repack) {
      long all = header.tensorBytes().value();
      if (mode != LoadMode.MAPPED_REPACKED) {
        return new Weights(all, all);
      }
      long repacked = tiedOutput(header, repack);
      long first = Long.MAX_VALUE;
      long end = 0;
      for (var tensor : header.tensors()) {
        if (repack.repacks(tensor)) {
          repacked += tensor.bytes();
        } else {
          first = Math.min(first, tensor.offset());
          end = Math.max(end, tensor.end());
        }
      }
      return new Weights(repacked + Math.max(0, end - first), repacked + all);
    }

    /// Where the embedding table serves as output matrix too, it is looked up in as it is and
    /// multiplied with in its other form.
    private static long tiedOutput(GgufHeader header, CpuRepack repack) {
      boolean tied = header.outputBytes().equals(Bytes.ZERO);
      return header
          .tensor("token_embd.weight")
          .filter(table -> tied && table.type() != null && repack.types().contains(table.type()))
          .map(table -> table.bytes())
          .orElse(0L);
    }
  }
}
