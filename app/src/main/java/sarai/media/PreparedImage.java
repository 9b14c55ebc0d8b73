package sarai.media;

import sarai.chat.MediaRef;

/// A picture as a model is sent it. Immutable.
///
/// @param media a PNG in the spool
/// @param size its size: multiples of the model's factor
/// @param original size of the picture as it came, upright
/// @param tokens prompt tokens that it costs, its two markers included
public record PreparedImage(MediaRef media, ImageSize size, ImageSize original, int tokens) {}
