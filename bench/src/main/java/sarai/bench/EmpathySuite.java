package sarai.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The same sad, glad and angry words to the audio model and to a text model (`--model`), each
/// named by its id: time, tokens and memory as rows, and the answers as blind pairs in a file for a
/// person to judge. When that person has judged, the next run counts instead of asking.
record EmpathySuite(Options options) implements Suite {
  private static final String PROMPTS = "empathy.txt";
  private static final int TOKENS = 160;

  @Override
  public String name() {
    return "empathy";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(options.out());
    BlindPairs pairs = new BlindPairs(folder, options.number("seed", 1));
    if (pairs.judged()) {
      return pairs.verdict();
    }
    List<String> prompts = prompts();
    try (SaraiServer server = SaraiServer.start(bed)) {
      String omni =
          server.models("audio").stream()
              .findFirst()
              .orElseThrow(() -> new IOException("the profile has no audio model"));
      Side one = ask(server, omni, prompts);
      Side other = ask(server, bed.model(), prompts);
      List<Row> rows = new ArrayList<>(one.rows());
      rows.addAll(other.rows());
      List<BlindPairs.Pair> asked = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        asked.add(
            new BlindPairs.Pair(prompts.get(i), one.answers().get(i), other.answers().get(i)));
      }
      rows.add(new Row.Note("to judge", pairs.write(asked, omni, bed.model())));
      return rows;
    }
  }

  static List<String> prompts() throws IOException {
    try (InputStream in = EmpathySuite.class.getResourceAsStream(PROMPTS)) {
      if (in == null) {
        throw new IOException(PROMPTS + " is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /// What one of the two did. The first answer, which loads the model, is not among the times.
  private record Side(String model, List<String> answers, List<Row> rows) {}

  private static Side ask(SaraiServer server, String model, List<String> prompts)
      throws IOException {
    List<String> answers = new ArrayList<>();
    List<Double> first = new ArrayList<>();
    List<Double> total = new ArrayList<>();
    List<Double> tokens = new ArrayList<>();
    try (Wire wire = Wire.to(server.address())) {
      Chat.send(wire, body(model, prompts.getFirst()));
      for (String prompt : prompts) {
        Wire.Reply reply = Chat.send(wire, body(model, prompt));
        StreamedAnswer answer = StreamedAnswer.of(reply);
        if (!answer.model().equals(model)) {
          throw new IOException(
              "'%s' was asked and '%s' answered".formatted(model, answer.model()));
        }
        answers.add(answer.text());
        first.add(reply.firstMillis());
        total.add(reply.totalMillis());
        tokens.add((double) answer.tokens());
      }
    }
    double megabytes = server.model(model).path("measured_bytes").asDouble(0) / 1e6;
    return new Side(
        model,
        answers,
        List.of(
            measured(model, "first token", "ms", first),
            measured(model, "whole answer", "ms", total),
            measured(model, "length of the answer", "tokens", tokens),
            measured(model, "memory", "MB", List.of(megabytes))));
  }

  private static Row measured(String model, String what, String unit, List<Double> values) {
    return new Row.Measured(model + ", " + what, new Samples(unit, values), null);
  }

  private static String body(String model, String prompt) {
    ObjectNode body = new JsonMapper().createObjectNode().put("model", model);
    body.put("stream", true).put("max_tokens", TOKENS).put("temperature", 0).put("seed", 1);
    body.putObject("stream_options").put("include_usage", true);
    body.putArray("messages").addObject().put("role", "user").put("content", prompt);
    return body.toString();
  }
}
