package sarai.media;

import sarai.units.Bytes;

/// What a clip may cost. Immutable.
///
/// @param tokens most prompt tokens of all its frames and their times
/// @param memory most bytes of decoded frames, at 3 bytes a pixel: the engine holds all of a
///   request's pictures at once
public record SamplingBudget(int tokens, Bytes memory) {}
