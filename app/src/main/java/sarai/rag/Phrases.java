package sarai.rag;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/// What this program itself says to people and to models, in one language. Immutable.
final class Phrases {
  private final Properties texts = new Properties();

  private Phrases(Tongue tongue) {
    String name = "phrases-" + tongue.code() + ".properties";
    try (InputStream file = Objects.requireNonNull(Phrases.class.getResourceAsStream(name), name)) {
      texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " is part of this program", e);
    }
  }

  static Phrases of(Tongue tongue) {
    return new Phrases(tongue);
  }

  String notFound() {
    return text("not-found");
  }

  /// @param why for people; named after the sentence
  String notSearched(String why) {
    return text("not-searched").formatted(why);
  }

  String problems(String problems) {
    return text("problems").formatted(problems);
  }

  String sources() {
    return text("sources");
  }

  String quote(String passage) {
    return text("quote").formatted(passage);
  }

  /// @param figures those of an answer that stand in no source
  String unheld(String figures) {
    return text("unheld").formatted(figures);
  }

  String uncited() {
    return text("uncited");
  }

  String rules(String date) {
    return text("rules").formatted(date, notFound());
  }

  /// The fence before a source.
  String open(String key, int number) {
    return text("open").formatted(key, number);
  }

  /// The fence after a source.
  String close(String key, int number) {
    return text("close").formatted(key, number);
  }

  String rulesWithoutWeb(String date) {
    return text("rules-without-web").formatted(date);
  }

  private String text(String key) {
    return Objects.requireNonNull(texts.getProperty(key), key);
  }
}
