package sarai.rag;

import java.util.List;

/// What a page says, in reading order.
///
/// @param title may be empty
/// @param blocks paragraphs, headings, list items and table rows; none is blank
record PageText(String title, List<Block> blocks) {
  PageText {
    blocks = List.copyOf(blocks);
  }

  /// @param heading whether it names what follows
  record Block(String text, boolean heading) {}
}
