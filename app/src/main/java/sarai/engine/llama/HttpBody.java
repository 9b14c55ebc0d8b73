package sarai.engine.llama;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// The body of a reply, in whichever way it is delimited. Reads give what has arrived, without
/// waiting for more.
final class HttpBody extends InputStream {
  private static final int LONGEST_SIZE_LINE = 256;
  private static final long UNTIL_THE_END = -1;

  private final HttpInput in;
  private final boolean chunked;
  private long remaining;
  private boolean complete;
  private boolean first = true;

  private HttpBody(HttpInput in, boolean chunked, long remaining) {
    this.in = in;
    this.chunked = chunked;
    this.remaining = remaining;
    this.complete = !chunked && remaining == 0;
  }

  static HttpBody of(HttpHead head, HttpInput in) throws IOException {
    return head.isChunked() ? new HttpBody(in, true, 0) : new HttpBody(in, false, head.length());
  }

  /// Whether everything was read.
  boolean isComplete() {
    return complete;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (chunked && remaining == 0 && !complete) {
      beginChunk();
    }
    if (complete) {
      return -1;
    }
    return remaining == UNTIL_THE_END
        ? readToEnd(target, offset, length)
        : readBounded(target, offset, length);
  }

  private int readToEnd(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    complete = count < 0;
    return count;
  }

  private int readBounded(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, (int) Math.min(length, remaining));
    if (count < 0) {
      throw new EOFException("the connection ended " + remaining + " bytes before the body did");
    }
    remaining -= count;
    complete = !chunked && remaining == 0;
    return count;
  }

  private void beginChunk() throws IOException {
    if (!first && !in.readLine(1).isEmpty()) {
      throw new IOException("a chunk does not end where it should");
    }
    first = false;
    String size = in.readLine(LONGEST_SIZE_LINE).replaceFirst("\\s*;.*$", "").strip();
    if (!size.matches("[0-9a-fA-F]{1,8}")) {
      throw new IOException("a chunk has no size");
    }
    remaining = Long.parseLong(size, 16);
    if (remaining == 0) {
      skipTrailers();
      complete = true;
    }
  }

  private void skipTrailers() throws IOException {
    for (int count = 0; count < 100; count++) {
      if (in.readLine(8192).isEmpty()) {
        return;
      }
    }
    throw new IOException("more than 100 trailers");
  }
}
