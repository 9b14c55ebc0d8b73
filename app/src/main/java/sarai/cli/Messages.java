package sarai.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;

/// What the command line says, in Spanish or English. Immutable.
final class Messages {
  private final Locale language;
  private final ResourceBundle texts;

  private Messages(Locale language, ResourceBundle texts) {
    this.language = language;
    this.texts = texts;
  }

  /// @param language Spanish for `es`, English for anything else
  static Messages in(Locale language) {
    boolean spanish = language.getLanguage().equals("es");
    return new Messages(
        spanish ? Locale.of("es") : Locale.ENGLISH,
        read(spanish ? "messages_es.properties" : "messages_en.properties"));
  }

  private static ResourceBundle read(String name) {
    try (InputStream file = Messages.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("the program lacks its " + name);
      }
      return new PropertyResourceBundle(new InputStreamReader(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The text of `key` with its places filled. Numbers are given as they shall be seen.
  String text(String key, Object... values) {
    Object[] seen = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      seen[i] = String.valueOf(values[i]);
    }
    return new MessageFormat(texts.getString(key), language).format(seen);
  }

  boolean has(String key) {
    return texts.containsKey(key);
  }

  /// ISO 639-1.
  String language() {
    return language.getLanguage();
  }

  boolean isSpanish() {
    return language.getLanguage().equals("es");
  }

  /// The same texts for the help of commands and options.
  ResourceBundle bundle() {
    return texts;
  }
}
