package sarai.route;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The features of one text as buckets with values: what training and learning need of it. The text
/// cannot be read back from it. Immutable.
public final class FeatureVector {
  /// A text of about four hundred characters.
  private static final int MOST_KEPT = 1600;

  /// Stands before stored features. Base64 has no colon.
  private static final String SCHEME = Features.SCHEME + ":";

  private static final int FEATURE_BYTES = Integer.BYTES + Float.BYTES;

  private final int[] buckets;
  private final float[] values;

  /// Marks come after all n-grams, from here on.
  private final int firstMark;

  private FeatureVector(int[] buckets, float[] values, int firstMark) {
    this.buckets = buckets;
    this.values = values;
    this.firstMark = firstMark;
  }

  static FeatureVector of(Features features, String text) {
    Collector collector = new Collector();
    features.extract(FoldedText.of(text), collector);
    return collector.vector();
  }

  /// A vector from stored buckets and values.
  public static FeatureVector of(int[] buckets, float[] values) {
    if (buckets.length != values.length) {
      throw new IllegalArgumentException(
          buckets.length + " buckets but " + values.length + " values");
    }
    for (int bucket : buckets) {
      if (bucket < 0 || bucket >= Weights.BUCKETS) {
        throw new IllegalArgumentException(
            "bucket " + bucket + " is outside 0…" + (Weights.BUCKETS - 1));
      }
    }
    return new FeatureVector(buckets.clone(), values.clone(), buckets.length);
  }

  /// A copy that has lost each n-gram and each mark with the given probabilities, the rest scaled
  /// up to make good for it.
  FeatureVector without(double grams, double marks, RandomGenerator random) {
    int[] left = new int[buckets.length];
    float[] leftValues = new float[buckets.length];
    int size = 0;
    for (int i = 0; i < buckets.length; i++) {
      double rate = i < firstMark ? grams : marks;
      if (random.nextDouble() >= rate) {
        left[size] = buckets[i];
        leftValues[size++] = (float) (values[i] / (1 - rate));
      }
    }
    return new FeatureVector(Arrays.copyOf(left, size), Arrays.copyOf(leftValues, size), size);
  }

  /// As text, for a store: the [Features#SCHEME], a colon, and the buckets in rising order, so that
  /// not even the order of the hashed words can be read from it.
  ///
  /// @return null when there are more features than are worth keeping
  public @Nullable String encoded() {
    if (buckets.length > MOST_KEPT) {
      return null;
    }
    int[] order =
        IntStream.range(0, buckets.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> buckets[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    ByteBuffer bytes = ByteBuffer.allocate(buckets.length * FEATURE_BYTES);
    for (int i : order) {
      bytes.putInt(buckets[i]).putFloat(values[i]);
    }
    return SCHEME + Base64.getEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /// Reads what [#encoded] wrote.
  ///
  /// @return empty when it is of another [Features#SCHEME] or of none
  /// @throws IllegalArgumentException when it is damaged
  public static Optional<FeatureVector> decoded(String text) {
    if (!text.startsWith(SCHEME)) {
      return Optional.empty();
    }
    byte[] stored = Base64.getDecoder().decode(text.substring(SCHEME.length()));
    if (stored.length % FEATURE_BYTES != 0) {
      throw new IllegalArgumentException(stored.length + " bytes are no whole features");
    }
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    int size = stored.length / FEATURE_BYTES;
    int[] buckets = new int[size];
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      buckets[i] = bytes.getInt();
      values[i] = bytes.getFloat();
    }
    return Optional.of(of(buckets, values));
  }

  public int[] buckets() {
    return buckets.clone();
  }

  public float[] values() {
    return values.clone();
  }

  int size() {
    return buckets.length;
  }

  int bucket(int i) {
    return buckets[i];
  }

  float value(int i) {
    return values[i];
  }

  /// Gathers buckets by group; a group's values fall with the root of its size.
  private static final class Collector implements Features.Sink {
    private int[] buckets = new int[256];
    private byte[] groups = new byte[256];
    private final int[] counts = new int[Group.COUNT];
    private int size;

    @Override
    public void feature(int bucket, int group, int start, int end) {
      if (size == buckets.length) {
        buckets = Arrays.copyOf(buckets, size * 2);
        groups = Arrays.copyOf(groups, size * 2);
      }
      buckets[size] = bucket;
      groups[size++] = (byte) group;
      counts[group]++;
    }

    FeatureVector vector() {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = Group.value(groups[i], counts[groups[i]]);
      }
      return new FeatureVector(Arrays.copyOf(buckets, size), values, size - counts[Group.MARK]);
    }
  }
}
