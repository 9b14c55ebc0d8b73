package sarai.store.convert;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Collects a GGUF file, version 3, and writes it. Used by one thread.
final class Gguf {
  private static final int MAGIC = 0x46554747;
  private static final int VERSION = 3;
  private static final int ALIGNMENT = 32;

  private final List<Value> values = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();

  /// @param shape dimensions, slowest first
  /// @param type ggml's number of the element type
  record Tensor(String name, List<Integer> shape, int type, MemorySegment data) {
    Tensor {
      shape = List.copyOf(shape);
    }
  }

  void put(String key, String value) {
    values.add(new Value(key, Type.STRING, out -> out.string(value)));
  }

  void put(String key, int value) {
    values.add(new Value(key, Type.UINT32, out -> out.i32(value)));
  }

  void put(String key, float value) {
    values.add(new Value(key, Type.FLOAT32, out -> out.f32(value)));
  }

  void put(String key, boolean value) {
    values.add(new Value(key, Type.BOOL, out -> out.u8(value ? 1 : 0)));
  }

  void put(String key, List<String> value) {
    array(key, Type.STRING, value.size(), (out, i) -> out.string(value.get(i)));
  }

  void put(String key, float[] value) {
    array(key, Type.FLOAT32, value.length, (out, i) -> out.f32(value[i]));
  }

  void put(String key, int[] value) {
    array(key, Type.INT32, value.length, (out, i) -> out.i32(value[i]));
  }

  void add(Tensor tensor) {
    tensors.add(tensor);
  }

  void writeTo(ModelOutput out) throws IOException {
    out.i32(MAGIC);
    out.i32(VERSION);
    out.i64(tensors.size());
    out.i64(values.size());
    for (Value value : values) {
      out.string(value.key());
      out.i32(value.type().code);
      value.content().to(out);
    }
    long offset = 0;
    for (Tensor tensor : tensors) {
      describe(out, tensor, offset);
      offset += aligned(tensor.data().byteSize());
    }
    for (Tensor tensor : tensors) {
      out.align(ALIGNMENT);
      out.segment(tensor.data());
    }
    out.align(ALIGNMENT);
  }

  private static void describe(ModelOutput out, Tensor tensor, long offset) throws IOException {
    out.string(tensor.name());
    out.i32(tensor.shape().size());
    for (int dimension : tensor.shape().reversed()) {
      out.i64(dimension);
    }
    out.i32(tensor.type());
    out.i64(offset);
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private void array(String key, Type type, int size, Element element) {
    values.add(
        new Value(
            key,
            Type.ARRAY,
            out -> {
              out.i32(type.code);
              out.i64(size);
              for (int i = 0; i < size; i++) {
                element.to(out, i);
              }
            }));
  }

  private enum Type {
    UINT32(4),
    INT32(5),
    FLOAT32(6),
    BOOL(7),
    STRING(8),
    ARRAY(9);

    private final int code;

    Type(int code) {
      this.code = code;
    }
  }

  private record Value(String key, Type type, ModelOutput.Content content) {}

  private interface Element {
    void to(ModelOutput out, int index) throws IOException;
  }
}
