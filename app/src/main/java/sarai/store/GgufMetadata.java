package sarai.store;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sarai.store.GgufValue.Flag;
import sarai.store.GgufValue.Items;
import sarai.store.GgufValue.Skipped;
import sarai.store.GgufValue.Text;
import sarai.store.GgufValue.Whole;

/// The keys of a GGUF file, with typed access. Immutable.
///
/// @param values by key
/// @param end position after the last key, for messages
record GgufMetadata(Map<String, GgufValue> values, long end) {
  static final int MAX_KEYS = 16_384;
  private static final int MAX_KEY_LENGTH = 1024;

  static GgufMetadata read(GgufInput in, long count) throws IOException {
    Map<String, GgufValue> values = new HashMap<>();
    for (long i = 0; i < count; i++) {
      String key = in.text("a key", MAX_KEY_LENGTH);
      if (values.put(key, GgufValue.read(in)) != null) {
        throw new GgufException(in.position(), "the key '" + key + "' stands twice");
      }
    }
    return new GgufMetadata(values, in.position());
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  @Nullable String text(String key) throws GgufException {
    return switch (values.get(key)) {
      case null -> null;
      case Text(String text) -> text;
      case Skipped(long length) -> throw wrong(key, "is a text of " + length + " bytes");
      default -> throw wrong(key, "is not a text");
    };
  }

  boolean flag(String key, boolean otherwise) throws GgufException {
    return switch (values.get(key)) {
      case null -> otherwise;
      case Flag(boolean value) -> value;
      default -> throw wrong(key, "is not a boolean");
    };
  }

  /// A whole number from 0 to 2³¹−1.
  int number(String key, int otherwise) throws GgufException {
    GgufValue value = values.get(key);
    return value == null ? otherwise : whole(key, value);
  }

  /// A number that may be given once for all layers or for each: that of layer `index`.
  int perLayer(String key, int index, int otherwise) throws GgufException {
    if (!(values.get(key) instanceof Items(List<GgufValue> items))) {
      return number(key, otherwise);
    }
    if (index >= items.size()) {
      throw wrong(key, "has " + items.size() + " items, one for each layer expected");
    }
    return whole(key, items.get(index));
  }

  /// Whether the value is an array with one item for each layer.
  boolean isArray(String key) {
    return values.get(key) instanceof Items;
  }

  /// Items of an array, kept or passed over; zero without.
  int length(String key) {
    return switch (values.get(key)) {
      case Items(List<GgufValue> items) -> items.size();
      case Skipped(long length) -> (int) length;
      case null, default -> 0;
    };
  }

  private int whole(String key, GgufValue value) throws GgufException {
    return switch (value) {
      case Whole(long number) when number >= 0 && number <= Integer.MAX_VALUE -> (int) number;
      case Whole(long number) -> throw wrong(key, "is " + Long.toUnsignedString(number));
      case Flag(boolean set) -> set ? 1 : 0;
      default -> throw wrong(key, "is not a whole number");
    };
  }

  GgufException wrong(String key, String what) {
    return new GgufException(end, "'" + key + "' " + what);
  }
}
