package sarai.rag;

import java.net.URI;

/// One result of a search.
///
/// @param snippet what the engine shows of it; may be empty
record Hit(URI address, String title, String snippet) {}
