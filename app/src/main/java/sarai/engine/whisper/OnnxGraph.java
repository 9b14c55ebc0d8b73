package sarai.engine.whisper;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;

/// A model in the format of ONNX (`onnx.proto`) in the making: operations and what flows between
/// them, by name. Weights lie in a file beside it, so that none of them has to be in the heap. Used
/// by one thread.
final class OnnxGraph implements Closeable {
  private static final int IR_VERSION = 10;
  private static final int OPERATIONS_VERSION = 20;

  /// Where ONNX Runtime's own operations are.
  private static final String MICROSOFT = "com.microsoft";

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path weights;
  private final OutputStream beside;
  private long written;
  private final Protobuf graph = new Protobuf().text(2, "whisper");
  private int names;

  /// @param folder where the two files are made
  OnnxGraph(Path folder, String name) throws IOException {
    this.file = folder.resolve(name + ".onnx");
    this.weights = folder.resolve(name + ".weights");
    this.beside = new BufferedOutputStream(Files.newOutputStream(weights, CREATE_NEW), BUFFER);
  }

  /// Types of numbers, as ONNX codes them.
  private enum Type {
    FLOAT(1),
    BYTE(2),
    LONG(7);

    private final int code;

    Type(int code) {
      this.code = code;
    }
  }

  /// What an operation is told beside its inputs.
  record Attribute(String name, Protobuf message) {
    static Attribute of(String name, long value) {
      return new Attribute(name, new Protobuf().text(1, name).number(3, value).number(20, 2));
    }

    static Attribute of(String name, float value) {
      return new Attribute(name, new Protobuf().text(1, name).real(2, value).number(20, 1));
    }

    static Attribute of(String name, List<Integer> values) {
      Protobuf message = new Protobuf().text(1, name);
      values.forEach(value -> message.number(8, value));
      return new Attribute(name, message.number(20, 7));
    }
  }

  /// A number of the batch that is given at each run.
  String input(String name) {
    graph.message(11, value(name, Type.FLOAT));
    return name;
  }

  /// Whole numbers that are given at each run.
  String indices(String name) {
    graph.message(11, value(name, Type.LONG));
    return name;
  }

  /// Gives a result the name by which it is asked for.
  void output(String result, String name) {
    node("Identity", "", List.of(result), name);
    graph.message(12, value(name, Type.FLOAT));
  }

  /// The result of an operation of ONNX.
  String apply(String operation, List<String> inputs, Attribute... attributes) {
    String result = "r" + names++;
    node(operation, "", inputs, result, attributes);
    return result;
  }

  /// The result of an operation of ONNX Runtime's own.
  String applyOwn(String operation, List<String> inputs, Attribute... attributes) {
    String result = "r" + names++;
    node(operation, MICROSOFT, inputs, result, attributes);
    return result;
  }

  /// Whole numbers, such as sizes.
  String whole(long... values) {
    byte[] bytes = new byte[values.length * Long.BYTES];
    ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).asLongBuffer().put(values);
    return inline(Type.LONG, bytes, values.length);
  }

  /// A single number.
  String number(float value) {
    byte[] bytes = new byte[Float.BYTES];
    ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).putFloat(value);
    return inline(Type.FLOAT, bytes);
  }

  String floats(float[] values, long... sizes) throws IOException {
    byte[] bytes = new byte[BUFFER];
    FloatBuffer numbers = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).asFloatBuffer();
    for (int at = 0; at < values.length; at += numbers.capacity()) {
      int count = Math.min(numbers.capacity(), values.length - at);
      numbers.put(0, values, at, count);
      write(bytes, count * Float.BYTES);
    }
    return beside(Type.FLOAT, (long) values.length * Float.BYTES, sizes);
  }

  /// @param rows gives the bytes of each of the first size
  String bytes(IntFunction<byte[]> rows, long... sizes) throws IOException {
    long start = written;
    for (int row = 0; row < sizes[0]; row++) {
      byte[] bytes = rows.apply(row);
      write(bytes, bytes.length);
    }
    return beside(Type.BYTE, written - start, sizes);
  }

  /// Writes the model and tells where. Nothing can be added after it.
  Path write() throws IOException {
    beside.close();
    Protobuf model =
        new Protobuf()
            .number(1, IR_VERSION)
            .message(7, graph)
            .message(8, new Protobuf().text(1, "").number(2, OPERATIONS_VERSION))
            .message(8, new Protobuf().text(1, MICROSOFT).number(2, 1));
    return Files.write(file, model.toBytes());
  }

  /// Removes the files. A session that has read them needs them no more.
  @Override
  public void close() throws IOException {
    beside.close();
    remove(weights);
    remove(file);
  }

  /// Removes a file or an empty folder, at the end of this program where Windows does not do it
  /// before because a session has mapped it.
  static void remove(Path path) throws IOException {
    try {
      Files.deleteIfExists(path);
    } catch (FileSystemException _) {
      path.toFile().deleteOnExit();
    }
  }

  private void node(
      String operation,
      String domain,
      List<String> inputs,
      String result,
      Attribute... attributes) {
    Protobuf node = new Protobuf();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, result).text(4, operation);
    for (Attribute attribute : attributes) {
      node.message(5, attribute.message());
    }
    graph.message(1, node.text(7, domain));
  }

  private static Protobuf value(String name, Type type) {
    Protobuf tensor = new Protobuf().number(1, type.code);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }

  private void write(byte[] bytes, int count) throws IOException {
    beside.write(bytes, 0, count);
    written += count;
  }

  /// Sizes have to be in the model itself.
  private String inline(Type type, byte[] bytes, long... sizes) {
    String name = "w" + names++;
    graph.message(5, tensor(name, type, sizes).bytes(9, bytes));
    return name;
  }

  /// @param length bytes that were written last
  private String beside(Type type, long length, long... sizes) {
    String name = "w" + names++;
    graph.message(
        5,
        tensor(name, type, sizes)
            .message(13, entry("location", String.valueOf(weights.getFileName())))
            .message(13, entry("offset", String.valueOf(written - length)))
            .message(13, entry("length", String.valueOf(length)))
            .number(14, 1));
    return name;
  }

  private static Protobuf tensor(String name, Type type, long... sizes) {
    Protobuf tensor = new Protobuf();
    for (long size : sizes) {
      tensor.number(1, size);
    }
    return tensor.number(2, type.code).text(8, name);
  }

  private static Protobuf entry(String key, String value) {
    return new Protobuf().text(1, key).text(2, value);
  }
}
