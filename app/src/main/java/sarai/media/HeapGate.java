package sarai.media;

import java.util.concurrent.Semaphore;
import sarai.units.Bytes;

/// Bounds the heap that pictures take while they are decoded: who comes when it is full waits.
/// Thread-safe.
final class HeapGate {
  private static final int UNIT = 1 << 16;

  private final Bytes capacity;
  private final Semaphore room;

  HeapGate(Bytes capacity) {
    this.capacity = capacity;
    this.room = new Semaphore(units(capacity.value()), /* fair= */ true);
  }

  /// Half of the heap that this process may have.
  static HeapGate ofThisProcess() {
    return new HeapGate(Bytes.of(Runtime.getRuntime().maxMemory() / 2));
  }

  /// Heap that is held; closing gives it back.
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /// @throws MediaException.DecoderLimit when the picture never has room
  Held hold(ImageSize size, int bytesAPixel) throws MediaException, InterruptedException {
    long bytes = size.pixels() * bytesAPixel;
    if (bytes > capacity.value()) {
      throw new MediaException.DecoderLimit(
          "a picture of %s takes %s to decode here; at most %s are: send a smaller one, or install"
                  .formatted(size, Bytes.of(bytes), capacity)
              + " FFmpeg (`./sarai pull --engines`), which decodes pictures apart");
    }
    int units = units(bytes);
    room.acquire(units);
    return () -> room.release(units);
  }

  private static int units(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes / UNIT + 1);
  }
}
