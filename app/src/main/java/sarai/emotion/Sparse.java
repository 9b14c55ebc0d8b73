package sarai.emotion;

import java.util.Map;

/// A text's hashed features, packed. Immutable.
final class Sparse {
  private final int[] buckets;
  private final float[] values;

  Sparse(Map<Integer, Float> features) {
    buckets = new int[features.size()];
    values = new float[features.size()];
    int next = 0;
    for (Map.Entry<Integer, Float> feature : features.entrySet()) {
      buckets[next] = feature.getKey();
      values[next++] = feature.getValue();
    }
  }

  int size() {
    return buckets.length;
  }

  int bucket(int position) {
    return buckets[position];
  }

  float value(int position) {
    return values[position];
  }
}
