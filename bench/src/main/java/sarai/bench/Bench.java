package sarai.bench;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sarai.config.DataFolder;

/// `./sarai bench [--quick] [--profile FILE --model ID --other ID] [--baseline FILE.json] [--out
/// FOLDER] [SUITE…]`: measures, prints, and writes `bench.json` and `bench.html`.
public final class Bench {
  private static final int ROUNDS = 300;
  private static final int QUICK_ROUNDS = 120;

  /// A quick run of everything should be over in ten minutes, on a slow machine, too.
  private static final Duration QUICK_LIMIT = Duration.ofMinutes(8);

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Options options;
  private final Path root;
  private final PrintStream out;

  private Bench(Options options, Path root, PrintStream out) {
    this.options = options;
    this.root = root;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("sarai.root", ".")).toAbsolutePath();
    try {
      Options options = Options.parse(List.of(arguments));
      System.exit(new Bench(options, root, System.out).run());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println("usage: ./sarai bench " + Options.USAGE);
      System.exit(2);
    }
  }

  private int run() throws IOException, InterruptedException {
    checkNames();
    Bed bed = bed();
    List<Suite> suites = chosen(hearing(bed));
    Report report = measure(suites, bed);
    report.print(out);
    Path folder = Files.createDirectories(options.out());
    Files.writeString(folder.resolve("bench.json"), report.json());
    Files.writeString(folder.resolve("bench.html"), new HtmlReport(report).text());
    out.printf("%nwritten: %s%n", folder.resolve("bench.html").toAbsolutePath());
    String baseline = options.get("baseline", "");
    if (!baseline.isEmpty()) {
      report.compare(Report.figures(Files.readString(Path.of(baseline))), out);
    }
    boolean failed =
        report.suites().stream()
            .flatMap(it -> it.rows().stream())
            .anyMatch(it -> it.name().equals("failed"));
    return failed ? 1 : 0;
  }

  /// Every suite, in the order of a run.
  static List<Suite> suites(Options options, Path root, KpiReport.Choice choice) {
    Path samples = root.resolve("samples");
    return List.of(
        new StartupSuite(),
        new OverheadSuite(),
        new SwapSuite(),
        new MemorySuite(),
        new EstimateSuite(),
        new PoolSuite(root),
        new RouterSuite(options.get("embeddings", "")),
        new VisionSuite(),
        new EndToEndSuite(samples),
        new QualitySuite(options, samples.resolve("quality")),
        new FpsSuite(options),
        new EmpathySuite(options),
        new KpiReport(options, samples, choice),
        new SpeechSuite(options, samples));
  }

  private void checkNames() {
    List<String> known = suites(options, root, this::best).stream().map(Suite::name).toList();
    for (String name : options.suites()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "there is no suite '%s', only %s".formatted(name, known));
      }
    }
  }

  private List<Suite> chosen(Options with) {
    return suites(with, root, this::best).stream()
        .filter(it -> options.suites().isEmpty() || options.suites().contains(it.name()))
        .toList();
  }

  /// The speech model that is here, where the environment names none.
  private Options hearing(Bed bed) throws IOException, InterruptedException {
    if (!System.getenv().getOrDefault("SARAI_TEST_SPEECH", "").isEmpty()) {
      return options;
    }
    return Installed.ears(bed).map(it -> options.or("whisper", it.toString())).orElse(options);
  }

  private Report measure(List<Suite> suites, Bed bed) throws InterruptedException {
    Environment environment = Environment.here(bed, InstantSource.system().instant());
    List<SuiteResult> results = new ArrayList<>();
    boolean limited = options.quick() && options.suites().isEmpty();
    long begun = System.nanoTime();
    for (Suite suite : suites) {
      System.err.printf(
          "measuring %s (%d of %d) …%n", suite.name(), results.size() + 1, suites.size());
      long start = System.nanoTime();
      boolean late = limited && start - begun > QUICK_LIMIT.toNanos();
      List<Row> rows = late ? List.of(notMeasured(suite)) : rows(suite, bed);
      double seconds = (System.nanoTime() - start) / 1e9;
      results.add(new SuiteResult(suite.name(), options.command(suite.name()), seconds, rows));
    }
    return new Report(environment, results);
  }

  private Row notMeasured(Suite suite) {
    return new Row.Note(
        "not measured",
        "the %d minutes after which --quick begins nothing more were over; alone: %s"
            .formatted(QUICK_LIMIT.toMinutes(), options.command(suite.name())));
  }

  /// A suite that cannot run says why, and the others still run.
  private static List<Row> rows(Suite suite, Bed bed) throws InterruptedException {
    try {
      return suite.run(bed);
    } catch (IOException e) {
      return List.of(new Row.Note("failed", String.valueOf(e.getMessage())));
    }
  }

  private Bed bed() throws IOException, InterruptedException {
    Path data = data();
    boolean own = options.get("profile", "").isEmpty();
    Path folder = Files.createDirectories(data.resolve("bench"));
    Path profile = own ? bundled(folder) : Path.of(options.get("profile", "")).toAbsolutePath();
    link(folder, data, "engines");
    link(folder, data, "models");
    share(folder, data, "models.lock");
    if (own) {
      pull(
          profile,
          folder,
          List.of("tiny", "tiny_vl", "tiny_omni", "large_one", "large_two", "large_three"));
      pullSpeech(profile, folder);
    }
    return bed(profile, folder);
  }

  private Bed bed(Path profile, Path folder) {
    return new Bed(
        sarai(),
        profile,
        folder,
        options.get("model", "tiny"),
        options.get("other", "tiny_vl"),
        options.quick() ? QUICK_ROUNDS : ROUNDS,
        PATIENCE);
  }

  private List<String> sarai() {
    return List.of(root.resolve("sarai").toString());
  }

  private Path data() {
    return DataFolder.locate(
            Optional.of(options.get("data", "")).filter(it -> !it.isEmpty()).map(Path::of),
            System.getenv(),
            System.getProperty("os.name", ""),
            Path.of(System.getProperty("user.home", ".")))
        .toAbsolutePath();
  }

  /// The first of the profiles whose models are all on this machine, the reference before all; else
  /// the given one.
  private Bed best(Bed given) throws IOException, InterruptedException {
    if (!options.get("profile", "").isEmpty()) {
      return given;
    }
    for (String name : List.of("sarai.yaml", "profiles/starter.yaml", "profiles/mirror.yaml")) {
      Bed bed = bed(root.resolve(name), given.data());
      if (Installed.all(bed)) {
        return bed;
      }
    }
    return given;
  }

  /// What is known of the models that are here, when it is newer than what the benchmark knows. A
  /// copy: what the benchmark pulls changes nothing that the user has, such as the profile in use.
  private static void share(Path folder, Path data, String name) throws IOException {
    Path theirs = data.resolve(name);
    Path ours = folder.resolve(name);
    if (Files.exists(theirs) && (Files.notExists(ours) || newer(theirs, ours))) {
      Files.copy(theirs, ours, REPLACE_EXISTING);
    }
  }

  private static boolean newer(Path one, Path other) throws IOException {
    return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
  }

  /// The benchmark has a data folder of its own and shares what is large.
  private static void link(Path folder, Path data, String name) throws IOException {
    Path target = Files.createDirectories(data.resolve(name));
    if (!Files.exists(folder.resolve(name))) {
      Files.createSymbolicLink(folder.resolve(name), target);
    }
  }

  private static Path bundled(Path folder) throws IOException {
    Path file = folder.resolve("bench.yaml");
    try (InputStream in = Bench.class.getResourceAsStream("bench.yaml")) {
      if (in == null) {
        throw new IOException("bench.yaml is not in the program");
      }
      Files.write(file, in.readAllBytes());
    }
    return file;
  }

  /// Without the speech model the rows that need it say so.
  private void pullSpeech(Path profile, Path folder) throws InterruptedException {
    try {
      pull(profile, folder, List.of("whisper"));
    } catch (IOException e) {
      System.err.println("without speech: " + e.getMessage());
    }
  }

  private void pull(Path profile, Path data, List<String> models)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(sarai());
    command.add("pull");
    command.addAll(models);
    command.addAll(List.of("--profile", profile.toString(), "--data", data.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException("%s ended with exit code %d".formatted(command, code));
    }
  }
}
