package sarai.engine.llama;

import sarai.units.Bytes;

/// What of a `llama-server` command line decides how much memory it takes. Immutable.
///
/// @param context tokens for each slot
/// @param parallel slots
/// @param microBatch tokens computed at once (`--ubatch-size`)
/// @param keyType type of the cached keys, such as `f16` or `q8_0`
/// @param valueType type of the cached values
/// @param promptCache most that `--cache-ram` may take; zero switches it off
/// @param loadMode how the weights come into memory
/// @param embeddings whether it only embeds
public record LlamaArguments(
    int context,
    int parallel,
    int microBatch,
    String keyType,
    String valueType,
    Bytes promptCache,
    LoadMode loadMode,
    boolean embeddings) {

  /// How the weights come into memory; names the flags of build 11669.
  public enum LoadMode {
    /// Mapped, and repacked for the CPU: parts are held twice.
    MAPPED_REPACKED,
    /// Mapped as they are (`--no-repack`).
    MAPPED,
    /// Read into memory once (`--load-mode none`).
    READ
  }
}
