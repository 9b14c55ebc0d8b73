package sarai.engine.llama;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Listens to what llama-server writes for the port that it chose. Thread-safe.
final class Announcement implements Consumer<String> {
  private static final Pattern LISTENING =
      Pattern.compile("listening.*?(?:https?://[^\\s/]*:|port: )(\\d{1,5})\\b");

  private volatile int port;

  @Override
  public void accept(String line) {
    if (port == 0) {
      Matcher match = LISTENING.matcher(line);
      if (match.find()) {
        port = Integer.parseInt(match.group(1));
      }
    }
  }

  /// The port, or 0 while it is not known.
  int port() {
    return port;
  }
}
