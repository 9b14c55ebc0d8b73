package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// The command line as a process of its own, without engines or models.
final class CliTest {
  @TempDir private Path data;

  private record Ended(int code, String out) {}

  private Ended run(String... arguments) throws IOException, InterruptedException {
    Process process =
        RealServe.command("/nowhere/llama-server", data, arguments)
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out);
  }

  private static Properties messages(String language) throws IOException {
    Properties messages = new Properties();
    try (InputStream in =
        Cli.class.getResourceAsStream("messages_%s.properties".formatted(language))) {
      messages.load(Objects.requireNonNull(in));
    }
    return messages;
  }

  @Test
  void everyMessageIsThereInBothLanguages() throws IOException {
    assertThat(messages("es").keySet())
        .containsExactlyInAnyOrderElementsOf(messages("en").keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "demo", "serve", "ask", "pull", "models", "ps", "plan", "graph", "learn", "doctor", "config",
    "version"
  })
  void everyCommandHasItsHeaderInBothLanguages(String command) throws IOException {
    String key = "sarai.%s.usage.header".formatted(command);
    assertThat(messages("en").getProperty(key)).isNotBlank();
    assertThat(messages("es").getProperty(key))
        .isNotBlank()
        .isNotEqualTo(messages("en").getProperty(key));
  }

  @ParameterizedTest
  @CsvSource({"en, Serve the OpenAI API, 0", "es, API de OpenAI, 0"})
  void helpIsInTheLanguageAskedFor(String language, String text, int code)
      throws IOException, InterruptedException {
    Ended ended = run("serve", "--lang", language, "--help");

    assertThat(ended.code()).as(ended.out()).isEqualTo(code);
    assertThat(ended.out()).contains(text, "--port");
  }

  @Test
  void wrongUsageIsTwo() throws IOException, InterruptedException {
    assertThat(run("serve", "--prot", "7").code()).isEqualTo(2);
  }

  @Test
  void configurationIsCheckedForPrograms() throws IOException, InterruptedException {
    Ended good = run("config", "check", "--json");
    Path wrong = Files.writeString(data.resolve("wrong.yaml"), "server: { port: 99999 }\n");
    Ended bad = run("config", "check", "--json", "--profile", wrong.toString());

    assertThat(good.code()).as(good.out()).isZero();
    assertThat(JsonMapper.shared().readTree(good.out()).isObject()).isTrue();
    assertThat(bad.code()).as(bad.out()).isEqualTo(2);
    assertThat(bad.out()).contains("99999");
  }

  @Test
  void versionIsToldForPrograms() throws IOException, InterruptedException {
    Ended ended = run("version", "--json");

    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(JsonMapper.shared().readTree(ended.out()).path("version").asString()).isNotBlank();
  }
}
