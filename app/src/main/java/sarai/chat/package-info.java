/// The conversation as every part of the program sees it: messages, content parts, requests and the
/// events of an answer. Media travels by reference, never as bytes.
@NullMarked
package sarai.chat;

import org.jspecify.annotations.NullMarked;
