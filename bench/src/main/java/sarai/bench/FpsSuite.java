package sarai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import sarai.bench.EventClips.Event;
import sarai.media.FrameSampling;
import sarai.media.MediaException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What more frames of a clip are worth and cost: drawn clips in which a shape is seen for a while,
/// asked what is there, with 1 to 8 frames a second, and longer ones with several most numbers of
/// frames. Answers are kept as they come, in `fps-answers.jsonl`: a run that was ended goes on
/// where it stopped.
record FpsSuite(Options options) implements Suite {
  private static final String QUESTION = "What objects do you see?";
  private static final double DEFAULT_FPS = 2;
  private static final int DEFAULT_FRAMES = 64;

  /// A setting, and the clips that are asked with each of its values.
  ///
  /// @param clipSeconds so long that each value gives another number of frames
  /// @param lengths for how many seconds the shape is seen; that of the clip is always there
  /// @param times clips of each length
  private record Plan(List<Double> values, double clipSeconds, List<Double> lengths, int times) {}

  private static final Plan RATES =
      new Plan(
          List.of(1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0), 4, List.of(4.0, 0.15, 0.3, 0.6, 1.2), 12);
  private static final Plan FEW_RATES =
      new Plan(List.of(1.0, 2.0, 4.0), 4, List.of(4.0, 0.3, 1.2), 5);
  private static final Plan BUDGETS =
      new Plan(List.of(4.0, 8.0, 16.0, 24.0), 12, List.of(12.0, 0.8, 1.6), 6);
  private static final Plan FEW_BUDGETS = new Plan(List.of(8.0, 24.0), 12, List.of(12.0, 1.6), 2);

  /// A clip and its truth.
  record Clip(String id, Event event, Path file) {
    boolean always() {
      return event.seconds() == event.clipSeconds();
    }

    String kind() {
      return always()
          ? "always there"
          : String.format(Locale.ROOT, "seen for %s s", event.seconds());
    }
  }

  @Override
  public String name() {
    return "fps";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sarai-fps");
    try {
      EventClips drawing = new EventClips(folder, TestMedia.in(folder, bed).ffmpeg());
      Files.createDirectories(options.out());
      AnswerFile file = new AnswerFile(options.out().resolve("fps-answers.jsonl"));
      Asking asking = new Asking(bed, file, vision(bed), options.number("seed", 1));
      Plan rates = options.quick() ? FEW_RATES : RATES;
      Plan budgets = options.quick() ? FEW_BUDGETS : BUDGETS;
      FpsTally byRate = asking.rates(rates, clips(drawing, rates));
      FpsTally byBudget = asking.budgets(budgets, clips(drawing, budgets));
      List<Row> rows = new ArrayList<>(byRate.rows());
      rows.addAll(byRate.advice(DEFAULT_FPS));
      rows.add(byBudget.rows().getFirst());
      rows.addAll(byBudget.advice(Double.NaN));
      return rows;
    } finally {
      TestMedia.remove(folder);
    }
  }

  private static String vision(Bed bed) throws IOException, InterruptedException {
    try (SaraiServer server = SaraiServer.start(bed)) {
      return server.models("vision").stream()
          .findFirst()
          .orElseThrow(() -> new IOException("the profile has no vision model"));
    }
  }

  /// Each is drawn by the seed and its own name, so that the quick slice has clips of the whole.
  private List<Clip> clips(EventClips drawing, Plan plan) throws IOException, InterruptedException {
    List<Clip> clips = new ArrayList<>();
    for (double seconds : plan.lengths()) {
      for (int i = 0; i < plan.times(); i++) {
        String id = "%s-of-%s-%d".formatted(seconds, plan.clipSeconds(), i);
        Random random = new Random(31L * options.number("seed", 1) + id.hashCode());
        Event event = Event.any(random, seconds, plan.clipSeconds());
        clips.add(new Clip(id, event, drawing.encode(event, id + ".mp4")));
      }
    }
    return clips;
  }

  /// Asks what was not answered before.
  ///
  /// @param model the vision model's id
  private record Asking(Bed bed, AnswerFile file, String model, int seed) {
    /// How a clip is looked at.
    private record Look(double fps, int mostFrames) {
      int frames(Clip clip) throws IOException {
        int total = clip.event().frames();
        try {
          return FrameSampling.count(
              total,
              EventClips.RATE,
              new FrameSampling.Rate(fps, FrameSampling.MIN_FRAMES, mostFrames));
        } catch (MediaException e) {
          throw new IOException(e);
        }
      }
    }

    FpsTally rates(Plan plan, List<Clip> clips) throws IOException, InterruptedException {
      FpsTally tally = new FpsTally("frames a second");
      try (SaraiServer server = limited(DEFAULT_FRAMES);
          Wire wire = Wire.to(server.address())) {
        for (double fps : plan.values()) {
          ask(tally, fps, clips, new Look(fps, DEFAULT_FRAMES), wire);
        }
      }
      return tally;
    }

    /// The number of frames is a setting of the model, so each has a server of its own.
    FpsTally budgets(Plan plan, List<Clip> clips) throws IOException, InterruptedException {
      FpsTally tally = new FpsTally("most frames of a clip");
      for (double budget : plan.values()) {
        try (SaraiServer server = limited((int) budget);
            Wire wire = Wire.to(server.address())) {
          ask(tally, budget, clips, new Look(DEFAULT_FPS, (int) budget), wire);
        }
      }
      return tally;
    }

    private SaraiServer limited(int frames) throws IOException, InterruptedException {
      String variable =
          "SARAI_MODELS_%s_VIDEO_MAX_FRAMES".formatted(model.toUpperCase(Locale.ROOT));
      return SaraiServer.start(bed, List.of(), Map.of(variable, Integer.toString(frames)));
    }

    /// First what is always there: where the model does not see that, the rest says nothing.
    private void ask(FpsTally tally, double setting, List<Clip> clips, Look look, Wire wire)
        throws IOException {
      for (Clip clip : clips.stream().filter(Clip::always).toList()) {
        tally.add(setting, shot(clip, look, wire));
      }
      if (!tally.isBeyondTheModel(setting)) {
        for (Clip clip : clips.stream().filter(clip -> !clip.always()).toList()) {
          tally.add(setting, shot(clip, look, wire));
        }
      }
    }

    private FpsTally.Shot shot(Clip clip, Look look, Wire wire) throws IOException {
      AnswerFile.Given given = given(clip, look, wire);
      FpsTally.Cost cost = new FpsTally.Cost(look.frames(clip), given.tokens(), given.seconds());
      boolean right = clip.event().isNamedIn(given.answer());
      return new FpsTally.Shot(clip.id(), clip.kind(), clip.always(), right, cost);
    }

    private AnswerFile.Given given(Clip clip, Look look, Wire wire) throws IOException {
      String id = "%s, %s a second, %d at most".formatted(clip.id(), look.fps(), look.mostFrames());
      String who = "%s of %s, seed %d".formatted(model, bed.profile().getFileName(), seed);
      AnswerFile.Given before = file.given(who).get(id);
      if (before != null) {
        return before;
      }
      Wire.Reply reply = Chat.send(wire, body(model, clip, look.fps()));
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

    private static String body(String model, Clip clip, double fps) throws IOException {
      ObjectNode body = new JsonMapper().createObjectNode().put("model", model);
      body.put("temperature", 0).put("seed", 1).put("max_tokens", 32);
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
