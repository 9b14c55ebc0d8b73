package sarai.rag;

import java.util.regex.Pattern;

/// What must not reach a model from a stranger's text, and how it is taken out. One of several
/// layers: what slips through meets a fence, a rule in the prompt, and a turn without tools.
final class PageWords {
  /// Reference numbers such as `[12]`, which would read as marks of our own.
  private static final Pattern NUMBERS =
      Pattern.compile("\\s?[\\[【]\\s?\\^?\\d+(\\s?[,;–-]\\s?\\d+)*\\s?[\\]】]");

  /// The names that chat templates give to roles and turns, such as `[INST]`.
  private static final Pattern BRACKETED_ROLES = Pattern.compile("\\[(/?[A-Z_]{2,24})]");

  /// Where `<|im_end|>`, `</s>`, `<<SYS>>` or a fence could begin: a blank after `<` keeps any
  /// tokenizer from reading one.
  private static final Pattern TOKEN_START = Pattern.compile("<(?=[\\p{L}_/|｜!<])");

  /// Characters that nobody sees: controls, bidirectional marks, zero widths, tags.
  private static final Pattern UNSEEN =
      Pattern.compile("[\\p{Cf}\\p{Co}\\p{Cn}&&[^\\u00ad]]|[\\p{Cc}&&[^\\n\\t]]");

  /// Sentences that speak to a model instead of a reader. A determined writer gets past them.
  private static final Pattern ORDER =
      Pattern.compile(
          "(ignor\\w*|olvid\\w*|disregard|forget|override|omit\\w*)\\W+(\\w+\\W+){0,4}"
              + "(instruc\\w+|prompt\\w*|rules?|reglas|indicaciones|órdenes|directions)"
              + "|(system|developer)\\W?(prompt|message)|(prompt|mensaje) (del?|de) sistema"
              + "|\\byou are (now|no longer)\\b|\\b(ahora eres|a partir de ahora (eres|responde))\\b"
              + "|\\bas an? (ai|language model)\\b|\\bcomo (una ia|modelo de lenguaje)\\b"
              + "|(reveal|repeat|print|revela|repite|imprime|muestra)\\W+(\\w+\\W+){0,3}"
              + "(system|instruc\\w+|prompt|contraseñas?|passwords?|api.?keys?)"
              + "|(respond|reply|answer|say|write|responde|contesta|di|escribe) (only|exactly|solo"
              + "|sólo|solamente|únicamente|exactamente)\\b"
              + "|\\b(assistant|asistente|chatbot|\\bai\\b|\\bia\\b)\\W+(must|should|debe|tiene que)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

  private PageWords() {}

  /// Running text without reference numbers.
  static String prose(String text) {
    return NUMBERS.matcher(text).replaceAll("");
  }

  /// Text that holds no token of a chat template, no fence, and nothing unseen.
  static String harmless(String text) {
    String seen = UNSEEN.matcher(text).replaceAll("");
    String open = TOKEN_START.matcher(seen).replaceAll("< ");
    return BRACKETED_ROLES.matcher(open).replaceAll("($1)");
  }

  /// A title or an address: harmless, on one line, at most `most` characters, without brackets.
  static String label(String text, int most) {
    String line = harmless(text).replaceAll("[\\[\\]\\s]+", " ").strip();
    return line.length() <= most ? line : line.substring(0, most - 1).strip() + "…";
  }

  static boolean isOrder(String sentence) {
    return ORDER.matcher(sentence).find();
  }
}
