package sarai.store.fetch;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// What the model hub says about one file. Immutable.
///
/// @param commit the revision, pinned
/// @param size bytes, or -1 when the hub does not say
/// @param sha256 hex; null for small files that the hub keeps outside large-file storage
/// @param uri where exactly this version is served
public record HubFile(
    String repository, String commit, String file, long size, @Nullable String sha256, URI uri) {}
