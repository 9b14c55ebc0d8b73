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
/// way with 0.5 to 8 frames a second, then with several most numbers of frames. Answers are kept as
/// they come, in `fps-answers.jsonl`: a run that was ended goes on where it stopped.
record FpsSuite(Options options) implements Suite {
  private static final String QUESTION = "Which way does it move?";
  private static final double DEFAULT_FPS = 2;
  private static final List<Double> RATES = List.of(0.5, 1.0, 2.0, 4.0, 8.0);
  private static final List<Integer> BUDGETS = List.of(4, 8, 16, 32);
  private static final List<Color> COLOURS =
      List.of(new Color(214, 39, 40), new Color(31, 80, 200), new Color(30, 150, 50));

  /// Long enough that each rate gives another number of frames.
  private static final double SECONDS = 6;

  /// Seconds from one edge to the other. A faster shape seems to go back, or to stand, when it is
  /// looked at less than twice in a crossing.
  private static final List<Double> CROSSINGS = List.of(9.0, 3.2, 1.3);

  private static final int TIMES = 2;

  /// A clip and its truth.
  record Clip(String id, Motion motion, Path file) {}

  @Override
  public String name() {
    return "fps";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sarai-fps");
    try {
      MotionClips motions = new MotionClips(folder, TestMedia.in(folder, bed).ffmpeg());
      List<Clip> clips = clips(motions);
      Files.createDirectories(options.out());
      Asking asking =
          new Asking(bed, new AnswerFile(options.out().resolve("fps-answers.jsonl")), asked(bed));
      FpsTally rates = asking.rates(clips, options.quick() ? RATES.subList(0, 4) : RATES);
      FpsTally budgets = asking.budgets(clips, options.quick() ? BUDGETS.subList(0, 2) : BUDGETS);
      List<Row> rows = new ArrayList<>(rates.rows("frames a second"));
      rows.addAll(budgets.rows("most frames, at 8 a second"));
      rows.add(new Row.Note("what follows for the default", rates.advice(DEFAULT_FPS)));
      return rows;
    } finally {
      TestMedia.remove(folder);
    }
  }

  private String asked(Bed bed) {
    return "%s, seed %d".formatted(bed.profile().getFileName(), options.number("seed", 1));
  }

  /// Every way at every speed; the quick slice has one of each, at the slowest and fastest.
  private List<Clip> clips(MotionClips motions) throws IOException, InterruptedException {
    Random random = new Random(options.number("seed", 1));
    List<Clip> clips = new ArrayList<>();
    for (double crossing : CROSSINGS) {
      for (Way way : Way.values()) {
        for (int i = 0; i < TIMES; i++) {
          Color colour = COLOURS.get(random.nextInt(COLOURS.size()));
          Motion motion =
              new Motion(way, random.nextBoolean(), colour, crossing, random.nextDouble(), SECONDS);
          boolean left = options.quick() && (i > 0 || crossing == CROSSINGS.get(1));
          if (!left) {
            String id = "%s %.1f %d".formatted(way.word(), crossing, i).replace(',', '.');
            clips.add(new Clip(id, motion, motions.encode(motion, id.replace(' ', '-') + ".mp4")));
          }
        }
      }
    }
    return clips;
  }

  /// Asks what was not answered before.
  private record Asking(Bed bed, AnswerFile file, String asked) {
    FpsTally rates(List<Clip> clips, List<Double> rates) throws IOException, InterruptedException {
      FpsTally tally = new FpsTally();
      try (SaraiServer server = SaraiServer.start(bed);
          Wire wire = Wire.to(server.address())) {
        String model = vision(server);
        for (double fps : rates) {
          for (Clip clip : clips) {
            String id = "%s fps %s".formatted(clip.id(), fps);
            tally.add(fps, shot(clip, given(id, clip, fps, model, wire)));
          }
        }
      }
      return tally;
    }

    /// The number of frames is a setting of the model, so each has a server of its own.
    FpsTally budgets(List<Clip> clips, List<Integer> budgets)
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
      String variable =
          "SARAI_MODELS_%s_VIDEO_MAX_FRAMES".formatted(model.toUpperCase(Locale.ROOT));
      for (int budget : budgets) {
        try (SaraiServer server =
                SaraiServer.start(bed, List.of(), Map.of(variable, Integer.toString(budget)));
            Wire wire = Wire.to(server.address())) {
          for (Clip clip : slow) {
            String id = "%s frames %d".formatted(clip.id(), budget);
            tally.add(budget, shot(clip, given(id, clip, RATES.getLast(), model, wire)));
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

    private AnswerFile.Given given(String id, Clip clip, double fps, String model, Wire wire)
        throws IOException {
      String who = model + " of " + asked;
      AnswerFile.Given before = file.given(who).get(id);
      if (before != null) {
        return before;
      }
      Wire.Reply reply = Chat.send(wire, body(model, clip, fps));
      JsonNode answer = new JsonMapper().readTree(reply.body());
      AnswerFile.Given given =
          new AnswerFile.Given(
              id,
              who,
              answer.path("model").asString(model),
              answer.at("/choices/0/message/content").asString(""),
              reply.totalMillis() / 1e3,
              answer.at("/usage/prompt_tokens").asInt(0));
      file.append(given);
      return given;
    }

    private static FpsTally.Shot shot(Clip clip, AnswerFile.Given given) {
      return new FpsTally.Shot(
          String.format(Locale.ROOT, "%.1f s a crossing", clip.motion().crossingSeconds()),
          only(given.answer().toLowerCase(Locale.ROOT), clip.motion().way()),
          given.tokens(),
          given.seconds());
    }

    /// Whether this way and no other is named.
    private static boolean only(String said, Way way) {
      return Stream.of(Way.values())
          .allMatch(one -> PlainAnswer.of(said).words().contains(one.word()) == (one == way));
    }

    private static String body(String model, Clip clip, double fps) throws IOException {
      ObjectNode body = new JsonMapper().createObjectNode().put("model", model);
      body.put("temperature", 0).put("seed", 1).put("max_tokens", 48);
      ArrayNode parts =
          body.putArray("messages").addObject().put("role", "user").putArray("content");
      String data = Base64.getEncoder().encodeToString(Files.readAllBytes(clip.file()));
      ObjectNode video = parts.addObject().put("type", "video_url").put("fps", fps);
      video.putObject("video_url").put("url", "data:video/mp4;base64," + data);
      parts.addObject().put("type", "text").put("text", QUESTION);
      return body.toString();
    }
  }
}
