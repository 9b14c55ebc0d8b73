/// Pictures, clips and sounds from any source to what a model is sent, within limits.
///
/// Nothing here trusts what a client declares: magic bytes decide what a file is, headers decide
/// whether it is decoded at all, and native decoders run in a child process.
@NullMarked
package sarai.media;

import org.jspecify.annotations.NullMarked;
