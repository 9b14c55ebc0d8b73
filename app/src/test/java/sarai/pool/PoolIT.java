package sarai.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.Priority;
import sarai.config.SaraiConfig;
import sarai.engine.ChatModel;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;
import sarai.engine.Launch;
import sarai.engine.llama.EstimatedFootprints;
import sarai.engine.llama.LearnedFootprints;
import sarai.engine.llama.LlamaEngine;
import sarai.engine.llama.LlamaFiles;
import sarai.pool.ModelPool.WaitListener;
import sarai.process.ChildLauncher;
import sarai.process.OrphanLedger;
import sarai.store.InstalledModel;
import sarai.store.Program;
import sarai.testing.RealEngine;
import sarai.units.Bytes;

/// The pool with real engines under a budget that holds only two of several models, learning what
/// they take as it does in use. The budget is that of the engines alone. Without `SARAI_TEST_GGUF`
/// these are four small ones; with it two of them and the model that it names. All read text only,
/// since a projector's loading peak, which is gone once it is loaded, would leave room for a third.
@Timeout(600)
class PoolIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int CLIENTS = 16;
  private static final int REQUESTS = 200;

  @TempDir Path home;
  private final Map<String, InstalledModel> files = new HashMap<>();
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private ChildLauncher children = new ChildLauncher(Path.of(""), new OrphanLedger(Path.of("")));

  @BeforeEach
  void findModels() {
    assumeTrue(Files.exists(Path.of("/proc/self/smaps_rollup")), "memory is read from /proc");
    children = new ChildLauncher(home.resolve("logs"), new OrphanLedger(home.resolve("ledger")));
    String named = System.getenv("SARAI_TEST_GGUF");
    if (named == null) {
      List.of("tiny-vl", "tiny-omni").forEach(name -> text(name, name + "-text"));
      List.of("tiny-vl", "tiny-omni").forEach(name -> text(name, name + "-words"));
    } else {
      List.of("tiny-vl", "tiny-omni").forEach(name -> text(name, name));
      files.put("named", new InstalledModel("named", Path.of(named), null, "named"));
    }
  }

  private void text(String name, String id) {
    Path weights = RealEngine.repository("models/" + name + ".gguf");
    files.put(id, new InstalledModel(id, weights, null, id));
  }

  @AfterEach
  void endClients() {
    clients.shutdownNow();
    children.close();
  }

  private LlamaEngine engine() {
    Program program = RealEngine.llamaServer();
    LlamaFiles found =
        new LlamaFiles() {
          @Override
          public List<InstalledModel> installed(ModelConfig model) throws EngineException {
            InstalledModel one = files.get(model.id());
            if (one == null) {
              throw new EngineException.NotInstalled(model.id());
            }
            return List.of(one);
          }

          @Override
          public Program program() {
            return program;
          }
        };
    return new LlamaEngine(
        found,
        new SaraiConfig.Llama(null, 1, Duration.ofSeconds(60)),
        children,
        new EstimatedFootprints(LearnedFootprints.open(home.resolve("learned")), () -> "test"),
        System::nanoTime);
  }

  private Map<String, ModelConfig> models(double ttlSeconds) {
    Map<String, ModelConfig> models = new HashMap<>();
    for (String id : files.keySet()) {
      var residence = new ModelConfig.Residence(null, false, false, ttlSeconds, Priority.NORMAL);
      models.put(id, Rig.with(Rig.config(id), residence));
    }
    return models;
  }

  private static ModelPool open(LlamaEngine engine, Map<String, ModelConfig> models, Bytes budget) {
    return ModelPool.open(
        new ModelPool.Setup(
            models,
            Map.of(EngineKind.LLAMA, engine),
            budget,
            Bytes.ZERO,
            true,
            () -> Bytes.ZERO,
            InstantSource.system(),
            PoolSettings.STANDARD));
  }

  /// Room for the two largest and never for three.
  private static Bytes roomForTwo(LlamaEngine engine, Map<String, ModelConfig> models)
      throws EngineException {
    List<Long> peaks = new ArrayList<>();
    for (ModelConfig model : models.values()) {
      Launch launch = engine.launches(model).getFirst();
      peaks.add(launch.footprint().peak().value());
    }
    peaks.sort(null);
    Bytes budget = Bytes.of((peaks.getLast() + peaks.get(peaks.size() - 2)) * 51 / 50);
    assertThat(budget.value()).isLessThan(peaks.stream().limit(3).mapToLong(p -> p).sum());
    return budget;
  }

  /// Has each model loaded, used and unloaded once, alone.
  private void learn(LlamaEngine engine, Map<String, ModelConfig> models) throws Exception {
    try (ModelPool pool = open(engine, models, Bytes.ofMegabytes(4_000))) {
      for (String model : models.keySet()) {
        assertThat(answer(pool, model, 0)).endsWith("|");
      }
    }
  }

  private static String answer(ModelPool pool, String model, int number) throws Exception {
    ChatRequest request =
        new ChatRequest(
            model,
            List.of(Message.user("Say a word about number " + number)),
            4,
            Parameters.NONE,
            null,
            null);
    StringBuilder text = new StringBuilder();
    try (Lease lease = pool.acquire(model, PATIENCE, WaitListener.NONE);
        ChatStream stream = lease.as(ChatModel.class).chat(request)) {
      for (ChatEvent event = stream.next(); event != null; event = stream.next()) {
        text.append(event instanceof ChatEvent.Delta delta ? delta.text() : "|");
      }
    }
    return text.toString();
  }

  /// What a request ended in: its text, or the kind of error.
  private String ended(ModelPool pool, String model, int number) throws Exception {
    try {
      return answer(pool, model, number);
    } catch (EngineException | PoolException e) {
      return "!" + e.getClass().getSimpleName();
    }
  }

  private List<Future<String>> ask(ModelPool pool, Random random, int requests) {
    List<String> ids = files.keySet().stream().sorted().toList();
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      String model = ids.get(random.nextInt(ids.size()));
      int number = i;
      answers.add(clients.submit(() -> ended(pool, model, number)));
    }
    return answers;
  }

  @Test
  void twoHundredRequestsOfSixteenClientsNeverExceedTheBudget() throws Exception {
    LlamaEngine engine = engine();
    Map<String, ModelConfig> models = models(3600);
    learn(engine, models);
    assertThat(mostModels(engine, models, REQUESTS, "pool-memory.csv")).isEqualTo(2);
  }

  @Test
  void theBudgetIsKeptAlsoWhileItIsLearnedWhatModelsTake() throws Exception {
    LlamaEngine engine = engine();
    assertThat(mostModels(engine, models(3600), 50, "pool-memory-learning.csv"))
        .isGreaterThanOrEqualTo(2);
  }

  /// Lets many clients ask under a budget for two, sees that all are answered and the budget kept,
  /// and tells how many models were in memory at the same time.
  private int mostModels(
      LlamaEngine engine, Map<String, ModelConfig> models, int requests, String file)
      throws Exception {
    Bytes budget = roomForTwo(engine, models);
    AtomicInteger mostModels = new AtomicInteger();
    try (ModelPool pool = open(engine, models, budget);
        PssSampler sampler = PssSampler.start(Path.of("target", file))) {
      Set<String> inMemory = new HashSet<>();
      pool.subscribe(change -> {
        if (change.bytes().equals(Bytes.ZERO)) {
          inMemory.remove(change.model());
        } else {
          inMemory.add(change.model());
        }
        mostModels.accumulateAndGet(inMemory.size(), Math::max);
      });
      List<String> ends = new ArrayList<>();
      for (Future<String> answer : ask(pool, new Random(1), requests)) {
        ends.add(answer.get());
      }
      assertThat(ends).allMatch(end -> end.endsWith("|") && end.length() > 1);
      assertThat(sampler.most()).isPositive().isLessThanOrEqualTo(budget.value());
    }
    assertThat(ProcessHandle.current().descendants()).isEmpty();
    return mostModels.get();
  }

  @Test
  void killedEnginesEndTheirRequestsAndNoOthers() throws Exception {
    LlamaEngine engine = engine();
    Map<String, ModelConfig> models = models(3600);
    try (ModelPool pool = open(engine, models, roomForTwo(engine, models))) {
      Random random = new Random(2);
      List<Future<String>> answers = ask(pool, random, REQUESTS);
      int killed = 0;
      for (Future<String> answer : answers) {
        answer.get();
        if (random.nextInt(10) == 0 && kill(pool, random)) {
          killed++;
        }
      }
      int broken = 0;
      for (Future<String> answer : answers) {
        String end = answer.get();
        boolean typed = end.startsWith("!");
        broken += typed ? 1 : 0;
        assertThat(end).matches("(?s).+\\||!Crashed|!Unavailable|!LoadFailed");
      }
      assertThat(killed).isPositive();
      assertThat(broken).isLessThanOrEqualTo(REQUESTS / 2);
      String last = ended(pool, anyModel(), 0);
      assertThat(last.startsWith("!") ? answer(pool, anyModel(), 0) : last).endsWith("|");
    }
  }

  private String anyModel() {
    return files.keySet().stream().sorted().toList().getLast();
  }

  private static boolean kill(ModelPool pool, Random random) throws InterruptedException {
    List<Long> pids = new ArrayList<>();
    for (PoolSnapshot.Model model : pool.snapshot().models()) {
      if (model.pid() != null) {
        pids.add(model.pid());
      }
    }
    return !pids.isEmpty()
        && ProcessHandle.of(pids.get(random.nextInt(pids.size())))
            .map(ProcessHandle::destroyForcibly)
            .orElse(false);
  }

  @Test
  void afterItsTtlTheProcessIsGoneAndItsMemoryIsBack() throws Exception {
    LlamaEngine engine = engine();
    Map<String, ModelConfig> models = models(1);
    try (ModelPool pool = open(engine, models, roomForTwo(engine, models))) {
      assertThat(answer(pool, anyModel(), 0)).endsWith("|");
      long used = System.nanoTime();
      PoolSnapshot.Model loaded =
          pool.snapshot().models().stream().filter(m -> m.pid() != null).findFirst().orElseThrow();
      long pid = Objects.requireNonNull(loaded.pid());
      ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
      process.onExit().get(30, TimeUnit.SECONDS);
      double seconds = (System.nanoTime() - used) / 1e9;
      assertThat(seconds).isBetween(0.9, 10.0);
      assertThat(process.isAlive()).isFalse();
      assertThat(ProcessHandle.current().descendants()).isEmpty();
      while (!pool.snapshot().charged().equals(Bytes.ZERO)) {
        Thread.onSpinWait();
      }
      assertThat(pool.snapshot().free()).isEqualTo(pool.snapshot().budget());
    }
  }
}
