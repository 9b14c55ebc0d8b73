/// The HTTP surface: OpenAI's shapes outside, our own under `/api`.
@NullMarked
package sarai.http;

import org.jspecify.annotations.NullMarked;
