package sarai.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sarai.agent.AnswerException;
import sarai.config.ConfigException;
import sarai.config.Profile;
import sarai.config.SaraiConfig;
import sarai.media.MediaException;
import sarai.media.MediaScope;
import sarai.pool.PoolSnapshot;
import sarai.store.StoreException;

/// `sarai demo`: from nothing to answers. Installs the engine, pulls the models, asks real
/// questions with words, pictures, a clip and a sound, and prints each answer with who gave it.
@Command(name = "demo", mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final Duration PROBE = Duration.ofSeconds(3);

  /// One question of the demonstration.
  ///
  /// @param truth words of which a true answer, or what was heard of a voice, holds one; empty
  ///   where any answer will do
  private record Step(String title, Question question, List<String> truth) {}

  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(names = "--offline")
  private boolean offline;

  DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException, ConfigException, CommandException, StoreException, InterruptedException {
    Path data = common.data(shell);
    Profile profile = profile();
    SaraiConfig config = common.config(shell, profile, Map.of());
    PullCommand.Pulling pulling = new PullCommand.Pulling(shell, data, offline);
    pulling.programs(config);
    pulling.models(config, List.copyOf(config.models().values()));
    common.record(shell, profile);
    int failed = 0;
    try (Application.Session session = shell.program().open(config, data)) {
      session.preload();
      for (Step step : steps()) {
        failed += passes(session, step) ? 0 : 1;
      }
      memory(session);
    }
    shell.say(failed == 0 ? "demo.done" : "demo.failed", failed);
    if (profile.equals(Profile.MIRROR)) {
      shell.say("demo.mirror.note");
    }
    return (failed == 0 ? ExitCode.DONE : ExitCode.FAILED).code();
  }

  /// The profile that was asked for or recorded, else the starter profile when the model hub
  /// answers, else the mirror profile.
  private Profile profile() throws IOException {
    Profile chosen = common.profile(shell);
    if (common.namesProfile() || common.hasRecorded(shell)) {
      return chosen;
    }
    shell.tell("demo.probe");
    boolean reachable = !offline && shell.program().hubAnswers(PROBE);
    shell.tell(reachable ? "demo.starter" : "demo.mirror");
    return reachable ? Profile.STARTER : Profile.MIRROR;
  }

  private List<Step> steps() {
    Path samples = shell.program().samples();
    Path circle = samples.resolve("red-circle.png");
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step("demo.text.es", Question.text("¿Cuántos días tiene una semana?"), List.of()));
    steps.add(
        new Step(
            "demo.text.en", Question.text("What is the capital of France?"), List.of("paris")));
    steps.add(
        new Step(
            "demo.image.es", Question.image("¿Qué objetos ves?", circle), List.of("círculo rojo")));
    steps.add(
        new Step(
            "demo.image.en",
            Question.image("What objects do you see?", circle),
            List.of("red circle")));
    steps.add(
        new Step(
            "demo.video",
            Question.video("¿Hacia dónde se mueve?", samples.resolve("red-circle-right.mp4")),
            List.of("derecha")));
    steps.add(
        new Step(
            "demo.sound",
            Question.audio("¿Qué oyes?", samples.resolve("three-high-beeps.wav")),
            List.of("tres")));
    steps.add(
        new Step(
            "demo.voice",
            Question.audio(
                "¿De qué habla esta nota de voz? Responde en una frase.",
                samples.resolve("es-arenas.wav")),
            List.of("arena")));
    return steps;
  }

  private boolean passes(Application.Session session, Step step) throws InterruptedException {
    shell.out().println();
    shell.out().println("— " + shell.messages().text(step.title(), step.question().text()));
    Telling telling = new Telling(shell, /* aloud= */ true, System::nanoTime);
    try (MediaScope scope = session.spool().scope()) {
      session.assistant().answer(step.question().request(session.intake(), scope), telling);
    } catch (AnswerException | MediaException | IOException e) {
      shell
          .out()
          .println(shell.messages().text("demo.step.failed", String.valueOf(e.getMessage())));
      return false;
    }
    shell.out().println("  " + telling.why());
    String told = (telling.heard() + telling.text()).toLowerCase(Locale.ROOT);
    boolean right =
        !telling.text().isEmpty()
            && (step.truth().isEmpty() || step.truth().stream().anyMatch(told::contains));
    if (!right) {
      shell.out().println(shell.messages().text("demo.step.untrue", step.truth()));
    }
    return right;
  }

  private void memory(Application.Session session) throws InterruptedException {
    PoolSnapshot pool = session.pool().snapshot();
    shell.out().println();
    shell.say("demo.memory", pool.measured(), pool.charged(), pool.budget());
    for (PoolSnapshot.Model model : pool.models()) {
      if (model.pid() != null) {
        shell.say(
            "demo.model",
            model.id(),
            model.measured(),
            model.reserved(),
            String.valueOf(model.pid()));
      }
    }
  }
}
