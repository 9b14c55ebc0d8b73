package sarai.bench;

import static sarai.engine.whisper.WhisperLibrary.Kind.ONNX;
import static sarai.engine.whisper.WhisperLibrary.Kind.WHISPER_CPP;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.config.ConfigException;
import sarai.config.ConfigReader;
import sarai.config.ModelConfig;
import sarai.engine.EngineException;
import sarai.engine.LoadProgress;
import sarai.engine.SpeechModel;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Transcriber;
import sarai.engine.speech.Transcription;
import sarai.engine.whisper.WhisperEngine;
import sarai.engine.whisper.WhisperSettings;
import sarai.media.AudioDecoder;
import sarai.media.AudioLimits;
import sarai.media.Ffmpeg;
import sarai.store.InstalledModel;
import sarai.store.Program;
import sarai.units.Bytes;

/// How fast speech is written down, with how many word errors: our worker, the libraries alone in
/// the same run, and the points between them. Then a long file: memory over time, first words,
/// joins.
///
/// `--whisper FILE` names the model (several, separated by commas, are compared), `--speech FOLDER`
/// further recordings with their texts, `--minutes N` the length of the long file: 60 for the hour.
record SpeechSuite(Options options, Path samples) implements Suite {
  private static final double GOAL = 0.1;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /// Recordings of people; what else lies there is made for tests of other things.
  static final List<String> PEOPLE =
      List.of("en-quilter", "es-arenas", "jfk", "silence", "two-speakers");

  @Override
  public String name() {
    return "speech";
  }

  @Override
  public List<Row> run(Bed bed) throws IOException, InterruptedException {
    List<Path> models = models();
    Path folder = Files.createTempDirectory("sarai-speech-");
    try {
      List<SpeechClip> clips = clips(folder);
      List<Row> rows = new ArrayList<>(curve(decodings(models), clips));
      rows.addAll(ours(start(models.getFirst(), folder), clips, folder));
      return rows;
    } catch (EngineException | ConfigException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      delete(folder);
    }
  }

  private List<Path> models() throws IOException {
    String named = options.get("whisper", System.getenv().getOrDefault("SARAI_TEST_SPEECH", ""));
    List<Path> models =
        Stream.of(named.split(",")).filter(it -> !it.isBlank()).map(Path::of).toList();
    if (models.isEmpty()) {
      throw new IOException(
          "no speech model: name a GGML file of Whisper with --whisper FILE or SARAI_TEST_SPEECH"
              + " (./sarai models --json tells where one is)");
    }
    return models;
  }

  private List<SpeechClip> clips(Path folder) throws IOException, InterruptedException {
    AudioLimits limits = new AudioLimits(Bytes.of(1L << 32), Duration.ofHours(3), PATIENCE);
    String ffmpeg = System.getenv("SARAI_FFMPEG");
    Optional<Program> program =
        Optional.ofNullable(ffmpeg).map(it -> new Program(List.of(it), folder, ""));
    AudioDecoder decoder =
        new AudioDecoder(
            new Ffmpeg(() -> program, Ffmpeg.Limits.standard(), ProcessBuilder::start),
            limits,
            folder);
    List<SpeechClip> clips = new ArrayList<>();
    for (SpeechClip clip : SpeechClip.of(samples, decoder)) {
      boolean brief = clip.seconds() < 12 && !clip.said().isEmpty();
      if (PEOPLE.contains(clip.name()) && (!options.quick() || brief)) {
        clips.add(clip);
      }
    }
    String more = options.get("speech", "");
    if (!more.isEmpty()) {
      clips.addAll(SpeechClip.of(Path.of(more), decoder));
    }
    return clips;
  }

  /// One thing is changed at a time.
  private List<BareWhisper.How> decodings(List<Path> models) {
    int threads = Runtime.getRuntime().availableProcessors();
    BareWhisper.How plain =
        new BareWhisper.How(WHISPER_CPP, models.getFirst(), threads, 5, true, true, false);
    BareWhisper.How best =
        new BareWhisper.How(ONNX, models.getFirst(), threads, 5, true, true, false);
    List<BareWhisper.How> ways = new ArrayList<>(List.of(plain.whole(), plain, best.whole(), best));
    ways.add(best.withBeams(2));
    ways.add(best.withBeams(1));
    if (!options.quick()) {
      ways.add(best.withBeams(3));
      ways.add(best.withThreads(1));
      ways.add(best.findingLanguage());
      ways.add(plain.whole().spinningOnes().findingLanguage());
    }
    for (Path other : models.subList(1, models.size())) {
      for (int beams : List.of(5, 2, 1)) {
        ways.add(best.withModel(other).withBeams(beams));
      }
    }
    return ways;
  }

  /// The library alone. It has no detector of speech: the silent clip shows what it invents.
  private static List<Row> curve(List<BareWhisper.How> ways, List<SpeechClip> clips)
      throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (BareWhisper.How how : ways) {
      List<BareWhisper.Heard> heard = BareWhisper.run(how, clips);
      Tally tally = new Tally("library alone: " + how, null);
      for (int i = 0; i < clips.size(); i++) {
        tally.add(
            clips.get(i),
            heard.get(i).text(),
            heard.get(i).wallSeconds(),
            heard.get(i).cpuSeconds());
      }
      rows.addAll(tally.rows());
    }
    return rows;
  }

  private List<Row> ours(SpeechModel running, List<SpeechClip> clips, Path folder)
      throws IOException, EngineException, InterruptedException {
    try {
      List<Row> rows = new ArrayList<>(ours(running, clips, false));
      rows.addAll(ours(running, clips, true));
      rows.addAll(lasting(running, clips, folder));
      return rows;
    } finally {
      running.stop();
    }
  }

  private static List<Row> ours(SpeechModel running, List<SpeechClip> clips, boolean told)
      throws IOException, EngineException, InterruptedException {
    String language = told ? "told" : "found";
    Tally tally = new Tally("ours: worker, detector, language " + language, GOAL);
    for (SpeechClip clip : clips) {
      double cpu = cpuSeconds(running);
      long start = System.nanoTime();
      String text = hear(running, clip, told ? clip.language() : null, _ -> {}).text();
      tally.add(clip, text, (System.nanoTime() - start) / 1e9, cpuSeconds(running) - cpu);
    }
    return tally.rows();
  }

  /// What the worker has computed since it began.
  private static double cpuSeconds(SpeechModel model) {
    return ProcessHandle.of(model.pid().orElseThrow())
        .flatMap(worker -> worker.info().totalCpuDuration())
        .map(spent -> spent.toNanos() / 1e9)
        .orElse(Double.NaN);
  }

  private static Transcription hear(
      SpeechModel model, SpeechClip clip, @Nullable String language, Consumer<Segment> partial)
      throws EngineException, IOException, InterruptedException {
    return new Transcriber(model::transcribe, language, null).transcribe(clip.sound(), partial);
  }

  /// The long file.
  private List<Row> lasting(SpeechModel model, List<SpeechClip> clips, Path folder)
      throws IOException, EngineException, InterruptedException {
    double minutes = Double.parseDouble(options.get("minutes", options.quick() ? "0.5" : "6"));
    List<SpeechClip> spoken =
        clips.stream().filter(it -> it.language().equals("en") && !it.said().isEmpty()).toList();
    SpeechClip joined = SpeechClip.joined(spoken, minutes * 60, folder);
    String length = String.format(Locale.ROOT, "%.1f minutes: ", joined.seconds() / 60);
    List<Double> memory = new ArrayList<>();
    List<Double> told = new ArrayList<>();
    long start = System.nanoTime();
    Transcription heard =
        hear(
            model,
            joined,
            null,
            _ -> {
              told.add((System.nanoTime() - start) / 1e9);
              memory.add(model.memory().charged().value() / 1e6);
            });
    double seconds = (System.nanoTime() - start) / 1e9;
    WordErrors errors = joined.errors(heard.text());
    double settled = memory.subList(0, Math.max(1, memory.size() / 4)).getLast();
    return List.of(
        new Row.Measured(
            length + "real-time factor",
            new Samples("×", List.of(seconds / joined.seconds())),
            GOAL),
        new Row.Measured(
            length + "first words after", new Samples("s", List.of(told.getFirst())), null),
        new Row.Note(length + "word errors", Tally.text(errors)),
        new Row.Note(length + "times", growing(heard) ? "only grow" : "do not only grow"),
        new Row.Traced(
            length + "worker's memory at each segment",
            "MB",
            joined.seconds() / memory.size(),
            memory,
            settled * 1.1));
  }

  private static boolean growing(Transcription heard) {
    double end = 0;
    for (Segment segment : heard.segments()) {
      if (segment.startSeconds() < end || segment.endSeconds() < segment.startSeconds()) {
        return false;
      }
      end = segment.endSeconds();
    }
    return true;
  }

  private SpeechModel start(Path model, Path scratch)
      throws EngineException, ConfigException, InterruptedException {
    ModelConfig config =
        ConfigReader.read(
                "bench",
                "models: { whisper: { role: speech, engine: whisper, gguf_file: a.bin } }",
                samples,
                Map.of())
            .models()
            .values()
            .iterator()
            .next();
    int threads = Runtime.getRuntime().availableProcessors();
    WhisperEngine engine =
        new WhisperEngine(
            _ -> List.of(new InstalledModel(model.toString(), model, null, "")),
            WhisperSettings.ofThisProgram(scratch, threads, PATIENCE, PATIENCE));
    return (SpeechModel) engine.launches(config).getFirst().start(LoadProgress.NONE);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// What one way of decoding made of all clips.
  private static final class Tally {
    private final String name;
    private final @Nullable Double goal;
    private final List<Double> factors = new ArrayList<>();
    private double seconds;
    private double cpuSeconds;
    private final List<String> inventions = new ArrayList<>();
    private WordErrors errors = new WordErrors(0, 0, 0, 0);

    Tally(String name, @Nullable Double goal) {
      this.name = name;
      this.goal = goal;
    }

    void add(SpeechClip clip, String heard, double wall, double cpu) {
      if (clip.said().isEmpty()) {
        if (!heard.isBlank()) {
          inventions.add(heard.strip());
        }
        return;
      }
      factors.add(wall / clip.seconds());
      seconds += clip.seconds();
      cpuSeconds += cpu;
      errors = errors.plus(clip.errors(heard));
    }

    List<Row> rows() {
      return List.of(
          new Row.Measured(name + ": real-time factor", new Samples("×", factors), goal),
          new Row.Measured(
              name + ": work of one core for a second of sound",
              new Samples("s", List.of(cpuSeconds / seconds)),
              null),
          new Row.Measured(
              name + ": word error rate", new Samples("%", List.of(100 * errors.rate())), null),
          new Row.Note(
              name + ": word errors",
              text(errors)
                  + (inventions.isEmpty()
                      ? "; nothing invented"
                      : "; invented in silence: " + inventions)));
    }

    static String text(WordErrors errors) {
      return "%d of %d words: %d substituted, %d missing, %d added"
          .formatted(
              errors.errors(),
              errors.words(),
              errors.substitutions(),
              errors.deletions(),
              errors.insertions());
    }
  }
}
