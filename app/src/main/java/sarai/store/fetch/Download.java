package sarai.store.fetch;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// One file to fetch over HTTP. Immutable.
///
/// @param file its name, for people
/// @param source where from, for people
/// @param token sent to the host of `uri` only
/// @param size bytes, or -1 when unknown
/// @param sha256 hex, or null when unknown
public record Download(
    String file,
    String source,
    URI uri,
    @Nullable String token,
    long size,
    @Nullable String sha256) {}
