package sarai.rag;

import java.net.URI;
import java.util.List;

/// A page that an answer may lean on.
///
/// @param number how the answer names it: `[1]` is the first
/// @param passages the best ones, best first
public record Source(int number, URI address, String title, List<String> passages) {
  public Source {
    passages = List.copyOf(passages);
  }
}
