package sarai.rag;

import java.net.URI;

/// A piece of a page, as it may be shown to a model.
///
/// @param title of the page
record Passage(URI address, String title, String text) {}
