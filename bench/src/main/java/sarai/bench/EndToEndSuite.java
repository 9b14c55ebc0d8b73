package sarai.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The questions of the demonstration over HTTP: first token, whole answer, memory, truth. The
/// first round loads the models and is told apart.
final class EndToEndSuite implements Suite {
  static final List<Media> QUESTIONS =
      List.of(
          new Media("text es", "¿Qué es un agujero negro?", "", "", ""),
          new Media("text en", "What is the capital of France?", "", "", ""),
          new Media("image es", "¿Qué objetos ves?", "image_url", "red-circle.png", "círculo rojo"),
          new Media(
              "image en", "What objects do you see?", "image_url", "red-circle.png", "red circle"),
          new Media(
              "video es", "¿Hacia dónde se mueve?", "video_url", "red-circle-right.mp4", "derecha"),
          new Media("sound es", "¿Qué oyes?", "input_audio", "three-high-beeps.wav", "tres"));

  private final Path samples;

  /// @param samples the folder of the pictures, clips and sounds
  EndToEndSuite(Path samples) {
    this.samples = samples;
  }

  @Override
  public String name() {
    return "e2e";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (SaraiServer server = SaraiServer.start(bed);
        Wire wire = Wire.to(server.address());
        MemoryTrace trace = MemoryTrace.start(server)) {
      for (Media question : QUESTIONS) {
        rows.addAll(ask(wire, question, bed.repeats()));
      }
      rows.add(trace.row("all processes (Pss)", MemoryTrace.budget(server)));
    }
    return rows;
  }

  private List<Row> ask(Wire wire, Media question, int times) throws IOException {
    String body = question.body(samples);
    Wire.Reply cold = wire.post("/v1/chat/completions", body);
    if (cold.status() != 200) {
      return List.of(new Row.Note(question.name(), "status " + cold.status() + ": " + cold.body()));
    }
    List<Double> first = new ArrayList<>();
    List<Double> total = new ArrayList<>();
    int untrue = 0;
    for (int i = 0; i < times; i++) {
      Wire.Reply reply = Chat.send(wire, body);
      first.add(reply.firstMillis());
      total.add(reply.totalMillis());
      untrue += says(reply, question.truth()) ? 0 : 1;
    }
    List<Row> rows = new ArrayList<>();
    rows.add(measured(question, "cold, first token", "ms", List.of(cold.firstMillis())));
    rows.add(measured(question, "first token", "ms", first));
    rows.add(measured(question, "whole answer", "ms", total));
    if (!question.truth().isEmpty()) {
      rows.add(measured(question, "untrue", "%", List.of(100.0 * untrue / times)));
    }
    return rows;
  }

  private static Row measured(Media question, String what, String unit, List<Double> values) {
    return new Row.Measured(question.name() + ", " + what, new Samples(unit, values), null);
  }

  private static boolean says(Wire.Reply reply, String truth) throws IOException {
    return StreamedAnswer.of(reply).text().toLowerCase(Locale.ROOT).contains(truth);
  }
}
