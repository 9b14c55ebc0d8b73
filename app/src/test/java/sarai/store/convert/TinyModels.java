package sarai.store.convert;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Models of the right shape that know nothing.
final class TinyModels {
  static final int STATE = 32;

  private TinyModels() {}

  /// A CTranslate2 Whisper with one layer a side.
  static byte[] whisper(RandomGenerator random) throws IOException {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("decoder/embeddings/weight", new int[] {40, STATE});
    shapes.put("encoder/conv1/weight", new int[] {STATE, 80, 3});
    shapes.put("encoder/conv1/bias", new int[] {STATE});
    shapes.put("encoder/conv2/weight", new int[] {STATE, STATE, 3});
    shapes.put("encoder/conv2/bias", new int[] {STATE});
    for (String side : new String[] {"encoder", "decoder"}) {
      shapes.put(side + "/num_heads", new int[0]);
      shapes.put(side + "/position_encodings/encodings", new int[] {15, STATE});
      norm(shapes, side + "/layer_norm");
      String layer = side + "/layer_0/";
      norm(shapes, layer + "self_attention/layer_norm");
      linear(shapes, layer + "self_attention/linear_0", 3 * STATE, STATE);
      linear(shapes, layer + "self_attention/linear_1", STATE, STATE);
      norm(shapes, layer + "ffn/layer_norm");
      linear(shapes, layer + "ffn/linear_0", 2 * STATE, STATE);
      linear(shapes, layer + "ffn/linear_1", STATE, 2 * STATE);
    }
    norm(shapes, "decoder/layer_0/attention/layer_norm");
    linear(shapes, "decoder/layer_0/attention/linear_0", STATE, STATE);
    linear(shapes, "decoder/layer_0/attention/linear_1", 2 * STATE, STATE);
    linear(shapes, "decoder/layer_0/attention/linear_2", STATE, STATE);
    return ct2(shapes, random);
  }

  static Path vocabulary(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("vocabulary.json"), "[\"a\", \"\\u0120b\", \"\", \"<|endoftext|>\", \"c\"]");
  }

  private static void norm(Map<String, int[]> shapes, String name) {
    shapes.put(name + "/gamma", new int[] {STATE});
    shapes.put(name + "/beta", new int[] {STATE});
  }

  private static void linear(Map<String, int[]> shapes, String name, int rows, int columns) {
    shapes.put(name + "/weight", new int[] {rows, columns});
    shapes.put(name + "/bias", new int[] {rows});
  }

  private static byte[] ct2(Map<String, int[]> shapes, RandomGenerator random) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(little(8).putInt(6).putShort((short) 12).array(), 0, 6);
    out.write("WhisperSpec\0".getBytes(StandardCharsets.US_ASCII));
    out.write(little(8).putInt(3).putInt(shapes.size()).array());
    for (Map.Entry<String, int[]> entry : shapes.entrySet()) {
      byte[] name = (entry.getKey() + "\0").getBytes(StandardCharsets.US_ASCII);
      out.write(little(2).putShort((short) name.length).array());
      out.write(name);
      variable(out, entry.getValue(), random);
    }
    out.write(little(4).putInt(0).array());
    return out.toByteArray();
  }

  private static void variable(ByteArrayOutputStream out, int[] shape, RandomGenerator random)
      throws IOException {
    out.write(shape.length);
    int count = 1;
    for (int dimension : shape) {
      out.write(little(4).putInt(dimension).array());
      count *= dimension;
    }
    boolean whole = shape.length == 0;
    out.write(whole ? 2 : 4);
    out.write(little(4).putInt(2 * count).array());
    byte[] bytes = new byte[2 * count];
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      data.putShort(whole ? 2 : Float.floatToFloat16(random.nextFloat() - 0.5f));
    }
    out.write(bytes);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
