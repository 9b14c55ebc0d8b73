package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
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

  @Test
  void helpNamesEveryCommandAndEachHasAnExampleInBothLanguages()
      throws IOException, InterruptedException {
    List<String> commands =
        Pattern.compile("^  ([a-z][a-z-]+)  ", Pattern.MULTILINE)
            .matcher(run("--help").out())
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(commands)
        .contains("demo", "serve", "ask", "pull", "models", "ps", "plan", "version");
    for (String command : commands) {
      String key = "sarai.%s.usage".formatted(command);
      for (String language : List.of("en", "es")) {
        Properties texts = messages(language);
        assertThat(texts.getProperty(key + ".header")).as(key + language).isNotBlank();
        assertThat(texts.getProperty(key + ".footer"))
            .as(key + language)
            .contains("./sarai " + command);
      }
      assertThat(messages("es").getProperty(key + ".header"))
          .isNotEqualTo(messages("en").getProperty(key + ".header"));
    }
  }

  @ParameterizedTest
  @CsvSource({"models, rm tiny", "models, show tiny", "feedback, list", "feedback, export"})
  void whatIsSaidBeforeASubcommandCountsForIt(String command, String rest)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(command, "--profile", "missing.yaml"));
    words.addAll(List.of(rest.split(" ")));

    Ended ended = run(words.toArray(String[]::new));

    assertThat(ended.code()).as(ended.out()).isEqualTo(2);
    assertThat(ended.out()).contains("missing.yaml");
  }

  @Test
  void completionsKnowEveryCommand() throws IOException, InterruptedException {
    assertThat(run("generate-completion").out()).contains("transcribe", "--profile", "doctor");
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

  @ParameterizedTest
  @CsvSource({"route, hola", "models, --json", "feedback, list"})
  void anUnknownLanguageIsWrongUsage(String command, String rest)
      throws IOException, InterruptedException {
    Ended ended = run(command, "--lang", "fr", rest);

    assertThat(ended.code()).as(ended.out()).isEqualTo(2);
    assertThat(ended.out()).contains("--lang", "[ES, EN]", "'fr'");
  }

  @Test
  void aTextThatNoModelOfTheProfileTakesIsToldInOneLine() throws IOException, InterruptedException {
    Path profile =
        Files.writeString(
            data.resolve("eyes.yaml"), "models: { eyes: { role: vision, gguf_file: a.gguf } }\n");
    Ended ended = run("route", "--profile", profile.toString(), "hola");

    assertThat(ended.code()).as(ended.out()).isEqualTo(3);
    assertThat(ended.out().lines()).hasSize(1);
    assertThat(ended.out()).contains("'tiny'", "role tiny or expert", "eyes");
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
  void listenWithoutATerminalIsToldWithItsCode() throws IOException, InterruptedException {
    Ended ended = run("listen");
    assertThat(ended.code()).as(ended.out()).isEqualTo(3);
    assertThat(ended.out()).contains("terminal", "./sarai transcribe");
  }

  /// Silence needs no model to be heard.
  @ParameterizedTest
  @CsvSource({"es, la grabación es silencio", "en, the recording is silence"})
  void silenceIsToldInTheLanguageOfTheReader(String language, String told)
      throws IOException, InterruptedException {
    String silence = Silence.write(data.resolve("silence.wav"), 32_000).toString();
    Ended ended = run("ask", "--lang", language, "--audio", silence);
    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out()).contains(told);
  }

  @Test
  void transcribeTakesOneFormatAndFilesThatAreThere() throws IOException, InterruptedException {
    assertThat(run("transcribe", "--srt", "--vtt", "a.wav").code()).isEqualTo(2);
    Ended missing = run("transcribe", "nowhere.wav");
    assertThat(missing.code()).as(missing.out()).isEqualTo(6);
    assertThat(missing.out()).contains("nowhere.wav");
    Ended folder = run("transcribe", data.toString());
    assertThat(folder.code()).as(folder.out()).isEqualTo(6);
    assertThat(folder.out()).contains(data + ": this is a folder");
  }

  /// `server.max_body` is about requests, and 64 MB unless it is set.
  @Test
  void transcribeTakesFilesLargerThanAServerDoes() throws IOException, InterruptedException {
    Path large = Silence.write(data.resolve("large.wav"), 192_000, /* channels= */ 32, 70_000_000);
    Ended ended = run("transcribe", large.toString());
    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(ended.out()).contains("nothing was said (silence)");
  }

  @Test
  void transcribeNamesTheFileThatIsNoSound() throws IOException, InterruptedException {
    Path text = Files.writeString(data.resolve("shopping.txt"), "bread and milk\n");
    Ended ended = run("transcribe", text.toString());
    assertThat(ended.code()).as(ended.out()).isEqualTo(6);
    assertThat(ended.out()).contains("shopping.txt: ");
  }

  @Test
  void versionIsToldForPrograms() throws IOException, InterruptedException {
    Ended ended = run("version", "--json");

    assertThat(ended.code()).as(ended.out()).isZero();
    assertThat(JsonMapper.shared().readTree(ended.out()).path("version").asString()).isNotBlank();
  }

  /// It grows while it serves: a proof that held at its start only would be none.
  @Test
  void thePlanReckonsWithThisProgramAtWork() throws IOException, InterruptedException {
    Ended ended = run("plan", "--json");

    String printed = ended.out();
    JsonNode proof = JsonMapper.shared().readTree(printed.substring(printed.indexOf('{')));
    assertThat(proof.path("jvm_bytes").asLong(0))
        .as(ended.out())
        .isGreaterThanOrEqualTo(180_000_000);
  }
}
