package sarai.rag;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/// The main text of a page: what a reader came for, without scripts, what is hidden, menus and
/// blocks that are mostly links. Nothing in it can be taken for a token of a chat template.
final class MainText {
  /// More than this of one page tells nothing new.
  private static final int MAX_CHARS = 100_000;

  private static final String CLUTTER =
      "script, style, noscript, template, iframe, object, svg, canvas, form, button, select,"
          + " nav, aside, footer, dialog, [hidden], [aria-hidden=true],"
          + " [style~=(?i)(display\\s*:\\s*none|visibility\\s*:\\s*hidden"
          + "|font-size\\s*:\\s*0(?![.\\d])|opacity\\s*:\\s*0(?![.\\d]))],"
          + " [role=navigation], [role=banner], [role=dialog], sup.reference";

  private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");
  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*[\"']?([\\w.:-]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern BLANKS = Pattern.compile("[\\s\\u00a0]+");

  private final List<PageText.Block> blocks = new ArrayList<>();
  private int chars;

  private MainText() {}

  /// @throws IOException when it is no page of text
  static PageText of(PageFetcher.Page page) throws IOException {
    String type = page.contentType().replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    return switch (type) {
      case "text/html", "application/xhtml+xml", "" -> html(page);
      case "text/plain" -> plain(page);
      default -> throw new IOException("it is " + type + ", not a page of text");
    };
  }

  private static PageText html(PageFetcher.Page page) throws IOException {
    requireText(page.body());
    Charset charset = charset(page.contentType());
    Document document =
        Jsoup.parse(
            new ByteArrayInputStream(page.body()), charset == null ? null : charset.name(), "");
    String title = PageWords.label(document.title(), 120);
    document.select(CLUTTER).remove();
    MainText text = new MainText();
    text.walk(main(document));
    return new PageText(title, text.blocks);
  }

  private static PageText plain(PageFetcher.Page page) throws IOException {
    requireText(page.body());
    Charset charset = charset(page.contentType());
    MainText text = new MainText();
    String all = new String(page.body(), charset == null ? StandardCharsets.UTF_8 : charset);
    for (String paragraph : all.split("\\R\\s*\\R")) {
      text.add(paragraph, false);
    }
    return new PageText("", text.blocks);
  }

  private static void requireText(byte[] body) throws IOException {
    for (int i = 0; i < Math.min(body.length, 1024); i++) {
      if (body[i] == 0) {
        throw new IOException("it holds binary data");
      }
    }
  }

  private static @Nullable Charset charset(String contentType) {
    Matcher named = CHARSET.matcher(contentType);
    if (!named.find()) {
      return null;
    }
    try {
      return Charset.isSupported(named.group(1)) ? Charset.forName(named.group(1)) : null;
    } catch (IllegalCharsetNameException _) {
      return null;
    }
  }

  /// The one element that the page itself calls its content, else the whole body.
  private static Element main(Document document) {
    Element body = document.body();
    for (String name : List.of("article", "main, [role=main]")) {
      List<Element> candidates = body.select(name);
      if (candidates.size() == 1
          && candidates.getFirst().text().length() * 4 > body.text().length()) {
        return candidates.getFirst();
      }
    }
    return body;
  }

  /// Takes each innermost block, and the loose text between blocks.
  private void walk(Element parent) {
    StringBuilder loose = new StringBuilder();
    for (Node node : parent.childNodes()) {
      if (node instanceof Element child && isBlock(child)) {
        add(loose.toString(), false);
        loose.setLength(0);
        take(child);
      } else {
        loose.append(node instanceof Element inline ? inline.text() : text(node));
      }
    }
    add(loose.toString(), false);
  }

  private static String text(Node node) {
    return node instanceof TextNode text ? text.text() : "";
  }

  private void take(Element block) {
    String name = block.normalName();
    if (HEADINGS.contains(name)) {
      add(block.text(), true);
    } else if (name.equals("tr") && block.selectFirst("table") == null) {
      add(String.join(" | ", block.children().eachText()), false);
    } else if (name.equals("pre")) {
      add(block.wholeText().strip(), false, false);
    } else if (!isMostlyLinks(block)) {
      walk(block);
    }
  }

  private static boolean isBlock(Element element) {
    return element.isBlock() || element.children().stream().anyMatch(MainText::isBlock);
  }

  private static boolean isMostlyLinks(Element block) {
    int all = block.text().length();
    int linked = block.select("a").stream().mapToInt(link -> link.text().length()).sum();
    return all > 0 && linked * 10 > all * 6 && !block.normalName().equals("p");
  }

  private void add(String text, boolean heading) {
    add(clean(text), heading, true);
  }

  private void add(String text, boolean heading, boolean prose) {
    String kept = PageWords.harmless(prose ? PageWords.prose(text) : text);
    if (kept.isBlank() || chars >= MAX_CHARS) {
      return;
    }
    String fitting = kept.substring(0, Math.min(kept.length(), MAX_CHARS - chars));
    chars += fitting.length();
    blocks.add(new PageText.Block(fitting, heading));
  }

  private static String clean(String text) {
    return BLANKS.matcher(text).replaceAll(" ").strip();
  }
}
