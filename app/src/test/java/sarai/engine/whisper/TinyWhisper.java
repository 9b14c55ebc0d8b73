package sarai.engine.whisper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// A GGML file of Whisper's layout with one layer a side and random weights.
final class TinyWhisper {
  static final int VOCABULARY = 51_865;
  static final int WIDTH = 32;
  static final int HEADS = 2;
  static final int CONTEXT = 50;
  private static final int MELS = 4;
  private static final int INNER = 64;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final RandomGenerator random;

  private TinyWhisper(RandomGenerator random) {
    this.random = random;
  }

  static byte[] bytes(RandomGenerator random) {
    return new TinyWhisper(random).file();
  }

  static Path write(Path file, RandomGenerator random) throws IOException {
    return Files.write(file, bytes(random));
  }

  private byte[] file() {
    whole(0x67676d6c, VOCABULARY, CONTEXT, WIDTH, HEADS, 1, 448, WIDTH, HEADS, 1, MELS, 0);
    whole(MELS, 201);
    floats(MELS * 201, 0.01f, 0.01f);
    whole(2);
    word(" ");
    word("a");
    tensor("encoder.conv1.weight", 3, MELS, WIDTH);
    tensor("encoder.conv1.bias", 1, WIDTH);
    tensor("encoder.conv2.weight", 3, WIDTH, WIDTH);
    tensor("encoder.conv2.bias", 1, WIDTH);
    tensor("encoder.positional_embedding", WIDTH, CONTEXT);
    tensor("decoder.positional_embedding", WIDTH, 448);
    tensor("decoder.token_embedding.weight", WIDTH, VOCABULARY);
    norm("encoder.ln_post");
    norm("decoder.ln");
    for (String side : new String[] {"encoder", "decoder"}) {
      String block = side + ".blocks.0.";
      attention(block + "attn");
      norm(block + "mlp_ln");
      linear(block + "mlp.0", WIDTH, INNER);
      linear(block + "mlp.2", INNER, WIDTH);
    }
    attention("decoder.blocks.0.cross_attn");
    return out.toByteArray();
  }

  private void attention(String name) {
    norm(name + "_ln");
    linear(name + ".query", WIDTH, WIDTH);
    tensor(name + ".key.weight", WIDTH, WIDTH);
    linear(name + ".value", WIDTH, WIDTH);
    linear(name + ".out", WIDTH, WIDTH);
  }

  private void norm(String name) {
    tensor(name + ".weight", WIDTH);
    tensor(name + ".bias", WIDTH);
  }

  private void linear(String name, int from, int to) {
    tensor(name + ".weight", from, to);
    tensor(name + ".bias", to);
  }

  private void tensor(String name, int... sizes) {
    whole(sizes.length, name.length(), 0);
    whole(sizes);
    out.writeBytes(name.getBytes(US_ASCII));
    floats(Arrays.stream(sizes).reduce(1, Math::multiplyExact), 1, 0);
  }

  private void word(String text) {
    whole(text.length());
    out.writeBytes(text.getBytes(US_ASCII));
  }

  private void whole(int... values) {
    for (int value : values) {
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        out.write(value >>> shift);
      }
    }
  }

  private void floats(int count, float spread, float least) {
    byte[] bytes = new byte[count * Float.BYTES];
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      numbers.putFloat(least + spread * (random.nextFloat() - 0.5f));
    }
    out.writeBytes(bytes);
  }
}
