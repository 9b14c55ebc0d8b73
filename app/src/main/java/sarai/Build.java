package sarai;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import sarai.cli.Application;
import sarai.config.EngineKind;
import sarai.config.SaraiConfig;
import sarai.engine.Engine;
import sarai.engine.llama.EstimatedFootprints;
import sarai.engine.llama.LearnedFootprints;
import sarai.engine.llama.LlamaEngine;
import sarai.engine.remote.RemoteEngine;
import sarai.engine.whisper.WhisperEngine;
import sarai.engine.whisper.WhisperSettings;
import sarai.feedback.FeedbackStore;
import sarai.feedback.NoFeedback;
import sarai.feedback.SqliteFeedback;
import sarai.media.Ffmpeg;
import sarai.pool.MachineMemory;
import sarai.pool.ModelPool;
import sarai.pool.PoolSettings;
import sarai.process.ChildLauncher;
import sarai.process.MemoryProbe;
import sarai.store.Program;
import sarai.store.program.ProgramInstall;
import sarai.units.Bytes;

/// What a session is built from.
///
/// @param children starts every program that runs beside this one
record Build(Application program, SaraiConfig config, Path data, ChildLauncher children) {
  private static final Duration SPEECH_STARTUP = Duration.ofMinutes(2);
  private static final Duration SPEECH_PATIENCE = Duration.ofMinutes(3);

  /// What this program grows to while it serves (`./sarai bench overhead memory` print it: 153 and
  /// 180 MB resident). Charged from the start, so that what is proven then holds later, too.
  private static final Bytes AT_WORK = Bytes.ofMegabytes(180);

  /// @param config in force, which may be another by now
  ModelPool.Setup pool(SaraiConfig config, Map<EngineKind, Engine> engines) {
    MemoryProbe own = new MemoryProbe();
    long self = ProcessHandle.current().pid();
    return new ModelPool.Setup(
        config.models(),
        engines,
        budget(config),
        config.memory().margin(),
        config.memory().enforce(),
        () -> own.resident(self).max(AT_WORK),
        InstantSource.system(),
        PoolSettings.STANDARD);
  }

  static Bytes budget(SaraiConfig config) {
    Bytes budget = config.memory().budget();
    return budget == null ? MachineMemory.automaticBudget() : budget;
  }

  Ffmpeg ffmpeg() {
    return new Ffmpeg(ffmpegProgram(), Ffmpeg.Limits.standard(), children);
  }

  /// FFmpeg, looked for each time it is asked for until it is found.
  private Supplier<Optional<Program>> ffmpegProgram() {
    ProgramInstall install = program.ffmpeg(data, /* offline= */ true);
    AtomicReference<Optional<Program>> known = new AtomicReference<>(Optional.empty());
    return () ->
        known.updateAndGet(found ->
            found.isPresent() ? found : Programs.find(install, config.engines().ffmpeg().path()));
  }

  /// Every kind of engine; nothing else names one.
  Map<EngineKind, Engine> engines() {
    Map<EngineKind, Engine> engines = new HashMap<>();
    Programs files =
        new Programs(
            program.store(data, /* offline= */ true),
            program.llamaServer(data, /* offline= */ true),
            config.engines().llama().path());
    EstimatedFootprints footprints =
        new EstimatedFootprints(
            LearnedFootprints.open(data.resolve("footprints.json")), files::version);
    engines.put(
        EngineKind.LLAMA,
        new LlamaEngine(files, config.engines().llama(), children, footprints, System::nanoTime));
    Integer threads = config.engines().whisper().threads();
    engines.put(
        EngineKind.WHISPER,
        new WhisperEngine(
            files::installed,
            WhisperSettings.ofThisProgram(
                data.resolve("spool").resolve("speech"),
                threads == null ? Runtime.getRuntime().availableProcessors() : threads,
                SPEECH_STARTUP,
                SPEECH_PATIENCE)));
    engines.put(
        EngineKind.REMOTE,
        new RemoteEngine(InstantSource.system(), System::nanoTime, new SplittableRandom()));
    return engines;
  }

  /// Run records and ratings of a data folder.
  static FeedbackStore feedback(SaraiConfig.Feedback config, Path data) {
    return config.enabled()
        ? new SqliteFeedback(data.resolve("feedback.db"), config.storeBodies())
        : new NoFeedback();
  }
}
