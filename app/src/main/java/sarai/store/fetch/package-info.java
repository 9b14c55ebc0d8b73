/// How bytes get here: HTTP with resume, the model hub, release pages, the package client; free of
/// what they are for.
@NullMarked
package sarai.store.fetch;

import org.jspecify.annotations.NullMarked;
