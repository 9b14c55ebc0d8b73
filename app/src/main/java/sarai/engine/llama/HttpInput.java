package sarai.engine.llama;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.function.LongSupplier;

/// The buffered reading side of a connection. Reads are cut into short waits, so that an interrupt
/// or a deadline ends them on any kind of thread. Used by one thread at a time.
final class HttpInput extends InputStream {
  /// Longest wait of one read of the socket; its timeout must be set to this.
  static final int WAIT_MILLIS = 200;

  private static final long NEVER = Long.MAX_VALUE;

  private final InputStream in;
  private final LongSupplier nanos;
  private final byte[] buffer = new byte[16384];
  private int position;
  private int end;
  private long deadline = NEVER;
  private boolean touched;

  /// @param in reads that throw [SocketTimeoutException] from time to time
  HttpInput(InputStream in, LongSupplier nanos) {
    this.in = in;
    this.nanos = nanos;
  }

  /// Begins a new reply, which must be read before `deadlineNanos`.
  void begin(long deadlineNanos) {
    deadline = deadlineNanos;
    touched = false;
  }

  void begin() {
    begin(NEVER);
  }

  /// Whether any byte arrived since [#begin].
  boolean touched() {
    return touched;
  }

  /// Whether bytes are waiting that nobody asked for.
  boolean hasLeftovers() {
    return position < end;
  }

  @Override
  public int read() throws IOException {
    return position < end || fill() ? buffer[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == end && !fill()) {
      return -1;
    }
    int count = Math.min(length, end - position);
    System.arraycopy(buffer, position, target, offset, count);
    position += count;
    return count;
  }

  /// A line without its CRLF or LF.
  ///
  /// @throws IOException when it is longer than `limit` bytes or the stream ends in it
  String readLine(int limit) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = read(); next != '\n'; next = read()) {
      if (next < 0) {
        throw new EOFException("the connection ended inside a line");
      }
      if (line.length() >= limit) {
        throw new IOException("a line is longer than " + limit + " bytes");
      }
      line.append((char) next);
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  private boolean fill() throws IOException {
    while (true) {
      try {
        int count = in.read(buffer, 0, buffer.length);
        touched |= count > 0;
        position = 0;
        end = Math.max(count, 0);
        return count > 0;
      } catch (SocketTimeoutException e) {
        checkPatience(e);
      }
    }
  }

  private void checkPatience(SocketTimeoutException waited) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted");
    }
    if (deadline != NEVER && nanos.getAsLong() - deadline >= 0) {
      throw waited;
    }
  }
}
