package sarai.engine.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A request's body of known length: bytes, and files that are encoded as Base64 while they are
/// sent, so that pictures are never whole in our memory. Can be sent again.
final class RequestBody {
  static final RequestBody EMPTY = new RequestBody(List.of());

  private static final int BLOCK = 3 * 16384;

  private final List<Part> parts;

  private RequestBody(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  static RequestBody of(byte[] bytes) {
    return new RequestBody(List.of(new Bytes(bytes)));
  }

  long length() {
    return parts.stream().mapToLong(Part::length).sum();
  }

  /// Sends `head` and the body; one write when there are no files.
  void writeTo(OutputStream out, byte[] head) throws IOException {
    ByteArrayOutputStream pending = new ByteArrayOutputStream(head.length + 1024);
    pending.writeBytes(head);
    for (Part part : parts) {
      switch (part) {
        case Bytes bytes -> pending.writeBytes(bytes.content());
        case EncodedFile file -> {
          pending.writeTo(out);
          pending.reset();
          file.writeTo(out);
        }
      }
    }
    pending.writeTo(out);
    out.flush();
  }

  private sealed interface Part {
    long length();
  }

  @SuppressWarnings("ArrayRecordComponent") // private, never compared
  private record Bytes(byte[] content) implements Part {
    @Override
    public long length() {
      return content.length;
    }
  }

  private record EncodedFile(Path file, long size) implements Part {
    @Override
    public long length() {
      return (size + 2) / 3 * 4;
    }

    void writeTo(OutputStream out) throws IOException {
      long sent = 0;
      try (InputStream in = Files.newInputStream(file)) {
        byte[] block = in.readNBytes(BLOCK);
        while (block.length > 0) {
          sent += block.length;
          out.write(Base64.getEncoder().encode(block));
          block = in.readNBytes(BLOCK);
        }
      }
      if (sent != size) {
        throw new IOException(file + " has " + sent + " bytes, not " + size);
      }
    }
  }

  /// Collects a body.
  static final class Builder extends ByteArrayOutputStream {
    private final List<Part> parts = new ArrayList<>();

    /// Puts the file's content here, as Base64.
    void file(Path file, long size) {
      cut();
      parts.add(new EncodedFile(file, size));
    }

    RequestBody build() {
      cut();
      return new RequestBody(parts);
    }

    private void cut() {
      if (size() > 0) {
        parts.add(new Bytes(toByteArray()));
        reset();
      }
    }
  }
}
