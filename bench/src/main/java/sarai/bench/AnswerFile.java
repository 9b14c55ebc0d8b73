package sarai.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The answers so far, one JSON object a line, appended as they come: a run that was ended goes on
/// where it stopped.
final class AnswerFile {
  private static final JsonMapper JSON = new JsonMapper();

  /// One answer.
  ///
  /// @param asked who was asked, with the profile: answers of others do not count
  /// @param model that answered
  /// @param tokens of the prompt; zero where the engine counts none
  record Given(String id, String asked, String model, String answer, double seconds, int tokens) {}

  private final Path file;

  AnswerFile(Path file) {
    this.file = file;
  }

  /// What was given when the same was asked before, by id. A line that was cut short is no answer.
  Map<String, Given> given(String asked) throws IOException {
    Map<String, Given> given = new LinkedHashMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        for (Given one : read(line)) {
          if (asked.equals(one.asked())) {
            given.put(one.id(), one);
          }
        }
      }
    }
    return given;
  }

  private static List<Given> read(String line) {
    try {
      return line.isBlank() ? List.of() : List.of(JSON.readValue(line, Given.class));
    } catch (JacksonException _) {
      return List.of();
    }
  }

  void append(Given one) throws IOException {
    List<String> lines = new ArrayList<>();
    if (endsMidLine()) {
      lines.add("");
    }
    lines.add(JSON.writeValueAsString(one));
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private boolean endsMidLine() throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      return false;
    }
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      open.seek(open.length() - 1);
      return open.read() != '\n';
    }
  }
}
