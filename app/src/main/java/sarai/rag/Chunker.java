package sarai.rag;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;

/// Cuts a page into passages of whole sentences. Neighbours share their border: the last sentence
/// of one opens the next, when it is short. A passage begins with the heading it stands under.
/// Sentences that give orders are left out. Immutable.
///
/// @param target length of a passage in characters, which may be exceeded by a heading
/// @param overlap most characters that neighbours share
/// @param most passages of one page
record Chunker(Tongue tongue, int target, int overlap, int most) {
  /// Passages of about 200 tokens.
  static Chunker standard(Tongue tongue) {
    return new Chunker(tongue, 800, 160, 300);
  }

  List<String> passages(PageText page) {
    Run run = new Run();
    for (PageText.Block block : page.blocks()) {
      if (block.heading()) {
        run.close(/* shares= */ false);
        run.heading = block.text();
      } else {
        sentences(block.text()).forEach(run::add);
        run.endBlock();
      }
    }
    run.close(/* shares= */ false);
    return run.passages.size() <= most ? run.passages : run.passages.subList(0, most);
  }

  /// The sentences that may be shown; one longer than a passage is cut between words.
  List<String> sentences(String text) {
    List<String> sentences = new ArrayList<>();
    BreakIterator borders = BreakIterator.getSentenceInstance(tongue.locale());
    borders.setText(text);
    int from = borders.first();
    for (int to = borders.next(); to != BreakIterator.DONE; from = to, to = borders.next()) {
      String sentence = text.substring(from, to).strip();
      if (!sentence.isEmpty() && !PageWords.isOrder(sentence)) {
        cut(sentence, sentences);
      }
    }
    return sentences;
  }

  private void cut(String sentence, List<String> into) {
    String left = sentence;
    while (left.length() > target) {
      int blank = left.lastIndexOf(' ', target);
      int at = blank > 0 ? blank : target;
      into.add(left.substring(0, at));
      left = left.substring(at).strip();
    }
    into.add(left);
  }

  /// The passages so far and the one being filled.
  private final class Run {
    private final List<String> passages = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private String heading = "";
    private String last = "";
    private boolean fresh;

    void add(String sentence) {
      if (fresh && open.length() + sentence.length() > target) {
        close(/* shares= */ true);
      }
      if (!open.isEmpty() && open.charAt(open.length() - 1) != '\n') {
        open.append(' ');
      }
      open.append(sentence);
      last = sentence;
      fresh = true;
    }

    void endBlock() {
      if (!open.isEmpty() && open.charAt(open.length() - 1) != '\n') {
        open.append('\n');
      }
    }

    void close(boolean shares) {
      if (fresh) {
        passages.add((heading.isEmpty() ? "" : heading + "\n") + open.toString().strip());
      }
      open.setLength(0);
      fresh = false;
      if (shares && last.length() <= overlap) {
        open.append(last);
      }
      last = "";
    }
  }
}
