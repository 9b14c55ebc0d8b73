package sarai.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One variant of a model whose files are all here. Immutable.
///
/// @param variant the weights' file name, for people
/// @param weights the weights, verified when they were stored
/// @param projector the projector of a vision or audio model; null for others
/// @param sha256 hex digest of the weights
public record InstalledModel(
    String variant, Path weights, @Nullable Path projector, String sha256) {}
