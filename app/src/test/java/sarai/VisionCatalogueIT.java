package sarai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.agent.AnswerException;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.chat.Role;
import sarai.cli.Application;
import sarai.config.ConfigReader;
import sarai.config.DataFolder;
import sarai.config.ModelConfig;
import sarai.config.SaraiConfig;
import sarai.media.MediaException;
import sarai.media.MediaScope;
import sarai.media.MediaSource;
import sarai.testing.RealEngine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Every vision model of the profiles whose files are here tells what it sees, by keywords, in the
/// languages that it declares, through the whole program.
class VisionCatalogueIT {
  private static final Path ROOT = RealEngine.repository("");

  /// What is asked about which file.
  ///
  /// @param truth groups of words: the answer holds one of each, parted by `/`
  private record Question(String language, String file, String text, String truth) {}

  private static final List<Question> QUESTIONS =
      List.of(
          new Question(
              "es", "red-circle.png", "¿Qué objetos ves?", "círculo/circulo/bola/esfera roj"),
          new Question("en", "red-circle.png", "What objects do you see?", "circle/ball/dot red"),
          new Question(
              "es",
              "blue-square-yellow-triangle.png",
              "¿Qué objetos ves?",
              "azul cuadrado/rectángulo amarill triángulo/triangulo"),
          new Question(
              "en",
              "blue-square-yellow-triangle.png",
              "What objects do you see?",
              "blue square/rectangle yellow triangle"),
          new Question("es", "blue-square-yellow-triangle.png", "¿Cuántos objetos hay?", "dos/2"),
          new Question(
              "en", "blue-square-yellow-triangle.png", "How many objects are there?", "two/2"),
          new Question("es", "green-triangle-gray.png", "¿De qué color es el fondo?", "gris"),
          new Question(
              "en", "green-triangle-gray.png", "What color is the background?", "gray/grey"),
          new Question("es", "red-circle-right.mp4", "¿Hacia dónde se mueve?", "derecha"),
          new Question("en", "red-circle-right.mp4", "Which way does it move?", "right"));

  @TempDir private Path temp;
  private Application.@Nullable Session session;

  @AfterEach
  void close() {
    if (session != null) {
      session.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "profiles/mirror.yaml, tiny_vl",
    "profiles/starter.yaml, smolvlm2_500m",
    "sarai.yaml, qwen3_vl_4b",
    "sarai.yaml, smolvlm2_500m"
  })
  void visionModelThatIsHereSees(String profile, String id) throws Exception {
    SaraiConfig config = ConfigReader.read(ROOT.resolve(profile), System.getenv());
    ModelConfig model = Objects.requireNonNull(config.models().get(id));
    Main program = new Main(System.getenv(), ROOT);
    Path data = sharedData();
    assumeFalse(
        program.store(data, /* offline= */ true).installed(model).isEmpty(),
        "needs %s: ./sarai pull --profile %s %s".formatted(model.name(), profile, id));
    session = program.open(config, data);

    Set<String> languages = Set.copyOf(model.shape().languages());
    for (Question question : QUESTIONS) {
      if (languages.contains(question.language())) {
        assertTrue(question, answer(id, question.text(), file(question.file())));
      }
    }
    if (languages.contains("en")) {
      Question odd = QUESTIONS.get(1);
      assertTrue(odd, answer(id, odd.text(), new MediaSource.Picture(ofSize(200, 150))));
    }
  }

  /// The user's models and engines in a data folder of the test's own.
  private Path sharedData() throws IOException {
    Path users =
        DataFolder.locate(
            Optional.empty(),
            System.getenv(),
            System.getProperty("os.name", ""),
            Path.of(System.getProperty("user.home", ".")));
    Path data = Files.createDirectories(temp.resolve("data"));
    for (String name : List.of("models", "engines")) {
      if (Files.isDirectory(users.resolve(name))) {
        Files.createSymbolicLink(data.resolve(name), users.resolve(name).toRealPath());
      }
    }
    if (Files.exists(users.resolve("models.lock"))) {
      Files.copy(users.resolve("models.lock"), data.resolve("models.lock"));
    }
    return data;
  }

  private static MediaSource file(String name) {
    return new MediaSource.LocalFile(ROOT.resolve("samples").resolve(name));
  }

  private static BufferedImage ofSize(int width, int height) throws IOException {
    BufferedImage circle = ImageIO.read(ROOT.resolve("samples/red-circle.png").toFile());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(circle, 0, 0, width, height, null);
    graphics.dispose();
    return image;
  }

  private String answer(String id, String question, MediaSource source)
      throws AnswerException, MediaException, IOException, InterruptedException {
    Application.Session running = Objects.requireNonNull(session);
    StringBuilder answer = new StringBuilder();
    try (MediaScope scope = running.spool().scope()) {
      var media = running.intake().take(source, scope);
      Content part =
          media.type().startsWith("video/")
              ? new Content.Video(media, null, null, null)
              : new Content.Image(media);
      Message message = Message.of(Role.USER, part, new Content.Text(question));
      running
          .assistant()
          .answer(
              new ChatRequest(id, List.of(message), 60, greedy(), null, null),
              event -> {
                if (event instanceof ChatEvent.Delta delta) {
                  answer.append(delta.text());
                }
              });
    }
    return answer.toString().toLowerCase(Locale.ROOT);
  }

  private static Parameters greedy() {
    ObjectNode fields = new JsonMapper().createObjectNode().put("temperature", 0).put("seed", 1);
    return Parameters.from(fields, Set.of("temperature", "seed"));
  }

  private static void assertTrue(Question question, String answer) {
    for (String words : question.truth().split(" ")) {
      assertThat(words.split("/")).as("%s: %s", question, answer).anyMatch(answer::contains);
    }
  }
}
