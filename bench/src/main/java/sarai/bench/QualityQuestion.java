package sarai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One line of a folder's `questions.jsonl` (docs/quality.md). Immutable.
///
/// @param media what is shown or played with it: type of the part, then the file
/// @param options of a choice, in the order of their letters
/// @param answers each of which is right; letters for a choice
/// @param language `es` or `en`
record QualityQuestion(
    String id,
    QualityTask task,
    Map<String, Path> media,
    String text,
    List<String> options,
    List<String> answers,
    String language) {
  static final String FILE = "questions.jsonl";
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, String> PARTS =
      Map.of("image", "image_url", "video", "video_url", "audio", "input_audio");

  QualityQuestion {
    media = Map.copyOf(media);
    options = List.copyOf(options);
    answers = List.copyOf(answers);
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("'%s' has no 'answer'".formatted(id));
    }
    if (task == QualityTask.CHOICE && options.size() < 2) {
      throw new IllegalArgumentException("'%s' has fewer than two 'options'".formatted(id));
    }
    if (task == QualityTask.WER && !media.containsKey("input_audio")) {
      throw new IllegalArgumentException("'%s' has no 'audio'".formatted(id));
    }
  }

  /// All questions of a folder, in the order of the file.
  ///
  /// @throws IOException naming the line that cannot be understood
  static List<QualityQuestion> read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no %s: docs/quality.md says what it holds".formatted(file));
    }
    List<QualityQuestion> questions = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          QualityQuestion question = of(JSON.readTree(lines.get(i)), folder);
          if (!ids.add(question.id())) {
            throw new IllegalArgumentException("the id '%s' is taken".formatted(question.id()));
          }
          questions.add(question);
        } catch (IllegalArgumentException | JacksonException e) {
          throw new IOException("%s, line %d: %s".formatted(file, i + 1, e.getMessage()), e);
        }
      }
    }
    return questions;
  }

  private static QualityQuestion of(JsonNode line, Path folder) {
    Map<String, Path> media = new LinkedHashMap<>();
    PARTS.forEach((key, part) -> {
      if (line.path(key).isString()) {
        media.put(part, present(folder.resolve(line.path(key).stringValue()).normalize()));
      }
    });
    return new QualityQuestion(
        required(line, "id"),
        QualityTask.of(required(line, "task")),
        media,
        line.path("question").asString(""),
        texts(line.path("options")),
        texts(line.path("answer")),
        line.path("language").asString("en"));
  }

  private static Path present(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no file " + file);
    }
    return file;
  }

  private static String required(JsonNode line, String key) {
    String text = line.path(key).asString("");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("'%s' is missing".formatted(key));
    }
    return text;
  }

  /// One text or a list of them.
  private static List<String> texts(JsonNode node) {
    if (node.isArray()) {
      return node.valueStream().map(it -> it.asString("")).toList();
    }
    return node.isMissingNode() || node.isNull() ? List.of() : List.of(node.asString(""));
  }

  Path recording() throws IOException {
    Path file = media.get("input_audio");
    if (file == null) {
      throw new IOException("'%s' has no recording".formatted(id));
    }
    return file;
  }

  /// The request that asks it, answered whole and as repeatably as the engine can.
  String body(String model, int tokens) throws IOException {
    ObjectNode body = JSON.createObjectNode().put("model", model).put("max_tokens", tokens);
    body.put("temperature", 0).put("seed", 1);
    ArrayNode parts = body.putArray("messages").addObject().put("role", "user").putArray("content");
    for (Map.Entry<String, Path> one : media.entrySet()) {
      String data = Base64.getEncoder().encodeToString(Files.readAllBytes(one.getValue()));
      parts
          .addObject()
          .put("type", one.getKey())
          .putObject(one.getKey())
          .put("url", "data:application/octet-stream;base64," + data);
    }
    parts.addObject().put("type", "text").put("text", task.prompt(this));
    return body.toString();
  }
}
