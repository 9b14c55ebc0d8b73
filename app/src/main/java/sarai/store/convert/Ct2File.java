package sarai.store.convert;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The variables of a CTranslate2 `model.bin`, format version 6. Lives as long as its mapping.
final class Ct2File {
  private static final int VERSION = 6;
  private static final int MAX_RANK = 4;
  private static final int SMALLEST_VARIABLE = 8;

  private final Map<String, Variable> variables;

  private Ct2File(Map<String, Variable> variables) {
    this.variables = variables;
  }

  /// @param spec the kind of model that the file must hold, such as `WhisperSpec`
  static Ct2File read(HostileInput input, String spec) throws MalformedFileException {
    input.expect(input.u32(), VERSION, "format version");
    String found = string(input);
    if (!found.equals(spec)) {
      throw input.malformed("it holds a '" + found + "', not a " + spec);
    }
    input.u32();
    int count = input.count(SMALLEST_VARIABLE, "number of variables");
    Map<String, Variable> variables = HashMap.newHashMap(Math.min(count, 4096));
    for (int i = 0; i < count; i++) {
      String name = string(input);
      variables.put(name, variable(input, name));
    }
    return new Ct2File(variables);
  }

  /// @param shape what its dimensions must be, slowest first
  Variable matrix(String name, List<Integer> shape) throws MalformedFileException {
    Variable variable = any(name);
    if (!variable.shape().equals(shape)) {
      throw new MalformedFileException(
          "variable " + name + " is shaped " + variable.shape() + ", not " + shape);
    }
    variable.elementBytes();
    return variable;
  }

  Variable any(String name) throws MalformedFileException {
    Variable variable = variables.get(name);
    if (variable == null) {
      throw new MalformedFileException("the model has no variable " + name);
    }
    return variable;
  }

  boolean has(String name) {
    return variables.containsKey(name);
  }

  private static Variable variable(HostileInput input, String name) throws MalformedFileException {
    int rank = (int) input.atMost(input.u8(), MAX_RANK, "rank of " + name);
    List<Integer> shape = new ArrayList<>(rank);
    for (int i = 0; i < rank; i++) {
      shape.add((int) input.atMost(input.u32(), Integer.MAX_VALUE, "dimension of " + name));
    }
    int code = input.u8();
    Type type = Type.of(code);
    if (type == null) {
      throw input.malformed(name + " has the unknown type " + code);
    }
    long bytes = input.u32();
    input.expect(
        bytes, input.atMost(size(shape, type), input.remaining(), "size of " + name), name);
    return new Variable(name, shape, type, input.take(bytes));
  }

  private static long size(List<Integer> shape, Type type) {
    long size = type.bytes;
    for (int dimension : shape) {
      long high = Math.multiplyHigh(size, (long) dimension);
      size *= dimension;
      if (high != 0 || size < 0) {
        return -1;
      }
    }
    return size;
  }

  /// A length that counts the final NUL, then the bytes.
  private static String string(HostileInput input) throws MalformedFileException {
    byte[] bytes = input.bytes(input.u16());
    if (bytes.length == 0 || bytes[bytes.length - 1] != 0) {
      throw input.malformed("a name does not end in NUL");
    }
    return new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
  }

  enum Type {
    F32(4),
    I8(1),
    I16(2),
    I32(4),
    F16(2);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    static @Nullable Type of(int code) {
      return code < values().length ? values()[code] : null;
    }
  }

  /// @param shape dimensions, slowest first; empty for a single value
  record Variable(String name, List<Integer> shape, Type type, MemorySegment data) {
    private static final ValueLayout.OfShort SHORT =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    Variable {
      shape = List.copyOf(shape);
    }

    int dimension(int index) throws MalformedFileException {
      if (index >= shape.size() || shape.get(index) == 0) {
        throw new MalformedFileException("variable " + name + " is shaped " + shape);
      }
      return shape.get(index);
    }

    int whole() throws MalformedFileException {
      if (!shape.isEmpty() || type != Type.I16) {
        throw new MalformedFileException("variable " + name + " is no 16-bit number");
      }
      return data.get(SHORT, 0);
    }

    /// Elements `from` and on, as floats.
    void read(long from, float[] into) {
      for (int i = 0; i < into.length; i++) {
        into[i] =
            type == Type.F16
                ? Float.float16ToFloat(data.getAtIndex(SHORT, from + i))
                : data.getAtIndex(FLOAT, from + i);
      }
    }

    private int elementBytes() throws MalformedFileException {
      if (type != Type.F16 && type != Type.F32) {
        throw new MalformedFileException(
            "variable " + name + " is " + type + "; only F16 and F32 weights can be repacked");
      }
      return type.bytes;
    }
  }
}
