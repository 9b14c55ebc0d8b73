package sarai.store.convert;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sarai.store.convert.WhisperTensors.Tensor;
import sarai.store.model.Conversion;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A CTranslate2 Whisper model to a GGML file for whisper.cpp. Takes `model.bin` (format version 6)
/// and `vocabulary.json`. Whisper base as f16 comes out as 147,951,465 bytes. The model is mapped,
/// never read into the heap whole.
public final class WhisperConversion implements Conversion {
  public static final String VOCABULARY = "vocabulary.json";

  private static final int MAGIC = 0x67676d6c;
  private static final long MAX_VOCABULARY_BYTES = 16L << 20;
  private static final String FIRST_SPECIAL = "<|endoftext|>";

  private final Precision precision;

  public WhisperConversion(Precision precision) {
    this.precision = precision;
  }

  /// How two-dimensional weights are stored. Convolutions are always f16; biases, norms and
  /// positions always f32.
  public enum Precision {
    F16(1, 1),
    /// Blocks of 32 with a common f16 scale; rows of another length are refused.
    Q8_0(7, 8);

    private final int fileType;
    private final int tensorType;

    Precision(int fileType, int tensorType) {
      this.fileType = fileType;
      this.tensorType = tensorType;
    }
  }

  @Override
  public Map<String, String> companions() {
    return Map.of(VOCABULARY, "*/data/" + VOCABULARY);
  }

  @Override
  public void convert(Path weights, Map<String, Path> companions, Path target) throws IOException {
    List<byte[]> tokens = tokens(HostileInput.required(companions, VOCABULARY));
    try (Arena arena = Arena.ofConfined()) {
      Ct2File model = Ct2File.read(HostileInput.map(weights, arena), "WhisperSpec");
      WhisperShape shape = WhisperShape.of(model);
      List<Tensor> tensors = WhisperTensors.of(model, shape);
      ModelOutput.write(
          target,
          out -> {
            header(out, shape);
            filters(out, shape.mels());
            tokens(out, tokens);
            for (Tensor tensor : tensors) {
              tensor(out, tensor);
            }
          });
    }
  }

  private void header(ModelOutput out, WhisperShape shape) throws IOException {
    out.i32(MAGIC);
    out.i32(shape.vocabulary());
    for (WhisperShape.Stack stack : List.of(shape.audio(), shape.text())) {
      out.i32(stack.context());
      out.i32(shape.state());
      out.i32(stack.heads());
      out.i32(stack.layers());
    }
    out.i32(shape.mels());
    out.i32(precision.fileType);
  }

  private static void filters(ModelOutput out, int count) throws IOException {
    out.i32(count);
    out.i32(MelFilters.BINS);
    for (float[] filter : MelFilters.of(count)) {
      for (float weight : filter) {
        out.f32(weight);
      }
    }
  }

  private static void tokens(ModelOutput out, List<byte[]> tokens) throws IOException {
    out.i32(tokens.size());
    for (byte[] token : tokens) {
      out.i32(token.length);
      out.bytes(token);
    }
  }

  private void tensor(ModelOutput out, Tensor tensor) throws IOException {
    Rows rows = rows(tensor);
    out.i32(tensor.shape().size());
    out.i32(tensor.name().length());
    out.i32(rows.type());
    for (int dimension : tensor.shape().reversed()) {
      out.i32(dimension);
    }
    out.bytes(tensor.name().getBytes(StandardCharsets.US_ASCII));
    float[] row = new float[tensor.rowLength()];
    for (int i = 0; i < tensor.rows(); i++) {
      tensor.readRow(i, row);
      rows.write(out, row);
    }
  }

  private Rows rows(Tensor tensor) throws MalformedFileException {
    if (tensor.exact()) {
      return Rows.F32;
    }
    if (tensor.shape().size() != 2 || precision == Precision.F16) {
      return Rows.F16;
    }
    if (tensor.rowLength() % Q8Blocks.SIZE != 0) {
      throw new MalformedFileException(
          tensor.name() + " has rows of " + tensor.rowLength() + "; Q8_0 needs a multiple of 32");
    }
    return Rows.Q8_0;
  }

  /// The texts of the ordinary tokens; the special ones after them are built into whisper.cpp.
  private static List<byte[]> tokens(Path vocabulary) throws IOException {
    long size = Files.size(vocabulary);
    if (size > MAX_VOCABULARY_BYTES) {
      throw new MalformedFileException(
          VOCABULARY + " has " + size + " bytes, more than " + MAX_VOCABULARY_BYTES);
    }
    Gpt2Bytes alphabet = new Gpt2Bytes();
    List<byte[]> tokens = new ArrayList<>(51_000);
    JsonFactory json = new JsonFactory();
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), vocabulary)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        if (parser.getString().equals(FIRST_SPECIAL)) {
          return tokens;
        }
        tokens.add(alphabet.decode(parser.getString()));
      }
    } catch (JacksonException e) {
      throw new MalformedFileException(VOCABULARY + " is no JSON array of texts", e);
    }
    throw new MalformedFileException(
        VOCABULARY + " holds " + tokens.size() + " texts and no " + FIRST_SPECIAL);
  }

  /// How the rows of a tensor are written.
  private enum Rows {
    F32,
    F16,
    Q8_0;

    int type() {
      return switch (this) {
        case F32 -> 0;
        case F16 -> Precision.F16.tensorType;
        case Q8_0 -> Precision.Q8_0.tensorType;
      };
    }

    void write(ModelOutput out, float[] row) throws IOException {
      switch (this) {
        case F32 -> {
          for (float value : row) {
            out.f32(value);
          }
        }
        case F16 -> {
          for (float value : row) {
            out.f16(value);
          }
        }
        case Q8_0 -> Q8Blocks.write(out, row);
      }
    }
  }
}
