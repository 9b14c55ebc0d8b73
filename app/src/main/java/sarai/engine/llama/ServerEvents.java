package sarai.engine.llama;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads the `data` of server-sent events. Comments and other fields are skipped. Used by one
/// thread.
final class ServerEvents {
  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[16384];
  private int position;
  private int end;

  /// @param limit most bytes of one line and of one event
  ServerEvents(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /// The data of the next event, its lines joined by newlines; null at the end of the stream. An
  /// event that the stream's end cuts is dropped, as the standard says.
  ///
  /// @throws IOException when the stream breaks or exceeds the limit
  @Nullable String next() throws IOException {
    StringBuilder data = new StringBuilder();
    boolean any = false;
    for (String line = readLine(); line != null; line = readLine()) {
      if (line.isEmpty() && any) {
        return data.toString();
      }
      String value = value(line);
      if (value != null) {
        data.append(any ? "\n" : "").append(value);
        any = true;
        checkLength(data.length());
      }
    }
    return null;
  }

  /// Older builds announce failures in an `error` field.
  private static @Nullable String value(String line) {
    if (!line.startsWith("data:") && !line.startsWith("error:")) {
      return null;
    }
    String value = line.substring(line.indexOf(':') + 1);
    return value.startsWith(" ") ? value.substring(1) : value;
  }

  private @Nullable String readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    while (true) {
      if (position == end && !fill()) {
        return null;
      }
      int newline = position;
      while (newline < end && buffer[newline] != '\n') {
        newline++;
      }
      line.write(buffer, position, newline - position);
      checkLength(line.size());
      position = newline;
      if (newline < end) {
        position++;
        return text(line);
      }
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    end = Math.max(in.read(buffer, 0, buffer.length), 0);
    return end > 0;
  }

  private void checkLength(int length) throws IOException {
    if (length > limit) {
      throw new IOException("an event is longer than " + limit + " bytes");
    }
  }

  private static String text(ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
