package sarai.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import sarai.bench.MotionClips.Motion;
import sarai.bench.MotionClips.Way;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What more frames of a clip are worth and cost: drawn motions at several speeds, asked for their
/// way with 0.5 to 8 frames a second, then with several most numbers of frames.
record FpsSuite(Options options) implements Suite {
  private static final String QUESTION = "Which way does it move?";
  private static final double SECONDS = 3;
  private static final double DEFAULT_FPS = 2;
  private static final List<Double> RATES = List.of(0.5, 1.0, 2.0, 4.0, 8.0);
  private static final List<Integer> BUDGETS = List.of(4, 8, 16, 32);
  private static final List<Double> CROSSINGS = List.of(3.0, 1.5, 0.75);
  private static final List<Color> COLOURS =
      List.of(new Color(214, 39, 40), new Color(31, 80, 200), new Color(30, 150, 50));

  /// A clip and its truth.
  record Clip(Motion motion, String data) {}

  @Override
  public String name() {
    return "fps";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sarai-fps");
    try {
      MotionClips motions = new MotionClips(folder, TestMedia.in(folder, bed).ffmpeg());
      List<Clip> clips = clips(motions, Math.max(1, bed.repeats() / 3));
      FpsTally rates = rates(clips, bed);
      FpsTally budgets = budgets(clips, bed);
      List<Row> rows = new ArrayList<>(rates.rows("frames a second"));
      rows.addAll(budgets.rows("most frames, at 8 a second"));
      rows.add(new Row.Note("what follows for the default", rates.advice(DEFAULT_FPS)));
      return rows;
    } finally {
      TestMedia.remove(folder);
    }
  }

  private List<Clip> clips(MotionClips motions, int times)
      throws IOException, InterruptedException {
    Random random = new Random(options.number("seed", 1));
    List<Clip> clips = new ArrayList<>();
    for (double crossing : CROSSINGS) {
      for (Way way : Way.values()) {
        for (int i = 0; i < times; i++) {
          Color colour = COLOURS.get(random.nextInt(COLOURS.size()));
          Motion motion = new Motion(way, random.nextBoolean(), colour, crossing, SECONDS);
          Path file = motions.encode(motion, "%d.mp4".formatted(clips.size()));
          String data = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
          clips.add(new Clip(motion, data));
        }
      }
    }
    return clips;
  }

  private static FpsTally rates(List<Clip> clips, Bed bed)
      throws IOException, InterruptedException {
    FpsTally tally = new FpsTally();
    try (SaraiServer server = SaraiServer.start(bed);
        Wire wire = Wire.to(server.address())) {
      String model = vision(server);
      ask(wire, model, clips.getFirst(), DEFAULT_FPS);
      for (double fps : RATES) {
        for (Clip clip : clips) {
          tally.add(fps, ask(wire, model, clip, fps));
        }
      }
    }
    return tally;
  }

  /// The number of frames is a setting of the model, so each has a server of its own.
  private static FpsTally budgets(List<Clip> clips, Bed bed)
      throws IOException, InterruptedException {
    List<Clip> slow =
        clips.stream()
            .filter(clip -> clip.motion().crossingSeconds() == CROSSINGS.getFirst())
            .toList();
    FpsTally tally = new FpsTally();
    String model;
    try (SaraiServer server = SaraiServer.start(bed)) {
      model = vision(server);
    }
    String variable = "SARAI_MODELS_%s_VIDEO_MAX_FRAMES".formatted(model.toUpperCase(Locale.ROOT));
    for (int budget : BUDGETS) {
      try (SaraiServer server =
              SaraiServer.start(bed, List.of(), Map.of(variable, Integer.toString(budget)));
          Wire wire = Wire.to(server.address())) {
        ask(wire, model, slow.getFirst(), RATES.getLast());
        for (Clip clip : slow) {
          tally.add(budget, ask(wire, model, clip, RATES.getLast()));
        }
      }
    }
    return tally;
  }

  private static String vision(SaraiServer server) throws IOException {
    return server.models("vision").stream()
        .findFirst()
        .orElseThrow(() -> new IOException("the profile has no vision model"));
  }

  private static FpsTally.Shot ask(Wire wire, String model, Clip clip, double fps)
      throws IOException {
    Wire.Reply reply = Chat.send(wire, body(model, clip, fps));
    JsonNode answer = new JsonMapper().readTree(reply.body());
    String said = answer.at("/choices/0/message/content").asString("").toLowerCase(Locale.ROOT);
    return new FpsTally.Shot(
        "%.2f s a crossing".formatted(clip.motion().crossingSeconds()),
        only(said, clip.motion().way()),
        answer.at("/usage/prompt_tokens").asInt(0),
        reply.totalMillis() / 1e3);
  }

  /// Whether this way and no other is named.
  private static boolean only(String said, Way way) {
    return Stream.of(Way.values())
        .allMatch(one -> PlainAnswer.of(said).words().contains(one.word()) == (one == way));
  }

  private static String body(String model, Clip clip, double fps) {
    ObjectNode body = new JsonMapper().createObjectNode().put("model", model);
    body.put("temperature", 0).put("seed", 1).put("max_tokens", 48);
    ArrayNode parts = body.putArray("messages").addObject().put("role", "user").putArray("content");
    ObjectNode video = parts.addObject().put("type", "video_url").put("fps", fps);
    video.putObject("video_url").put("url", "data:video/mp4;base64," + clip.data());
    parts.addObject().put("type", "text").put("text", QUESTION);
    return body.toString();
  }
}
