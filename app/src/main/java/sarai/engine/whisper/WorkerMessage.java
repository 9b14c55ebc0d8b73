package sarai.engine.whisper;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the parent and its worker say to each other. On the wire: a 32-bit length, a byte that
/// names the kind, then the fields.
sealed interface WorkerMessage {
  int MAX_LENGTH = 16 << 20;

  /// Parent: find out the language if it is not given, and write down what is said.
  ///
  /// @param fromSample first of `samples` in the spool file
  /// @param samples 0 asks for the smallest piece of work instead: the language of silence
  /// @param language ISO 639-1; null to detect it
  /// @param prompt text that came before; null when none
  record Listen(
      String pcm, long fromSample, int samples, @Nullable String language, @Nullable String prompt)
      implements WorkerMessage {}

  /// Worker: the model is loaded and has computed.
  record Ready(String system) implements WorkerMessage {}

  /// Worker: one segment, in seconds from the first sample.
  record Heard(double start, double end, String text) implements WorkerMessage {}

  /// Worker: the span is finished.
  record Finished(String language) implements WorkerMessage {}

  /// Worker: it could not; the worker lives on.
  record Failed(String problem) implements WorkerMessage {}

  static void write(DataOutputStream out, WorkerMessage message) throws IOException {
    Frame frame = new Frame();
    switch (message) {
      case Listen listen ->
          frame
              .kind(1)
              .text(listen.pcm())
              .number(listen.fromSample())
              .number(listen.samples())
              .text(listen.language())
              .text(listen.prompt());
      case Ready ready -> frame.kind(2).text(ready.system());
      case Heard heard -> frame.kind(3).real(heard.start()).real(heard.end()).text(heard.text());
      case Finished finished -> frame.kind(4).text(finished.language());
      case Failed failed -> frame.kind(5).text(failed.problem());
    }
    frame.writeTo(out);
  }

  /// @throws IOException also when the other side talks nonsense
  static WorkerMessage read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 1 || length > MAX_LENGTH) {
      throw new IOException("a message of " + length + " bytes, more than " + MAX_LENGTH);
    }
    DataInputStream body = new DataInputStream(new ByteArrayInputStream(in.readNBytes(length)));
    int kind = body.readByte();
    return switch (kind) {
      case 1 ->
          new Listen(
              required(body), body.readLong(), (int) body.readLong(), text(body), text(body));
      case 2 -> new Ready(required(body));
      case 3 -> new Heard(body.readDouble(), body.readDouble(), required(body));
      case 4 -> new Finished(required(body));
      case 5 -> new Failed(required(body));
      default -> throw new IOException("a message of the unknown kind " + kind);
    };
  }

  private static String required(DataInputStream in) throws IOException {
    String text = text(in);
    if (text == null) {
      throw new IOException("a message without its text");
    }
    return text;
  }

  private static @Nullable String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < -1 || length > in.available()) {
      throw new IOException("a text of " + length + " bytes in " + in.available());
    }
    return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /// Collects one message.
  final class Frame {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private Frame() {}

    Frame kind(int kind) throws IOException {
      out.writeByte(kind);
      return this;
    }

    Frame number(long value) throws IOException {
      out.writeLong(value);
      return this;
    }

    Frame real(double value) throws IOException {
      out.writeDouble(value);
      return this;
    }

    Frame text(@Nullable String value) throws IOException {
      if (value == null) {
        out.writeInt(-1);
        return this;
      }
      byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
      out.writeInt(utf8.length);
      out.write(utf8);
      return this;
    }

    void writeTo(DataOutputStream target) throws IOException {
      target.writeInt(bytes.size());
      bytes.writeTo(target);
      target.flush();
    }
  }
}
