package sarai.engine.whisper;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A worker and the pipes to it. One thread talks to it at a time; any may stop it.
final class WorkerProcess {
  private static final System.Logger LOG = System.getLogger(WorkerProcess.class.getName());

  /// Threads of whisper.cpp meet some hundred times for each word. By default they wait by
  /// spinning, which takes the processor from the one that they wait for when others use the
  /// machine: 32 s for a clip of 9 s where sleeping took 5 s (ADR 0065).
  private static final String WAITING = "OMP_WAIT_POLICY";

  private final Process process;
  private final DataOutputStream requests;
  private final LinkedBlockingQueue<WorkerMessage> answers = new LinkedBlockingQueue<>();
  private final CompletionStage<String> ended;
  private volatile String lastWords = "";

  private WorkerProcess(Process process, WorkerFolder folder) {
    this.process = process;
    this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    Thread words = Thread.ofVirtual().start(this::readLog);
    Thread.ofVirtual().start(this::readAnswers);
    this.ended =
        process
            .onExit()
            .thenApplyAsync(
                gone -> {
                  join(words);
                  folder.delete();
                  return "ended with code " + gone.exitValue() + lastWords;
                },
                task -> Thread.ofVirtual().start(task));
  }

  /// Starts a worker with a folder of its own, which goes with it.
  ///
  /// @param scratch where that folder is
  static WorkerProcess start(List<String> java, Path scratch, List<String> arguments)
      throws IOException {
    WorkerFolder folder = WorkerFolder.create(scratch);
    List<String> command =
        Stream.of(
                java.stream(),
                Stream.of(
                    "-Xms16m",
                    "-Xmx96m",
                    "-XX:MinHeapFreeRatio=10",
                    "-XX:MaxHeapFreeRatio=20",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djava.io.tmpdir=" + folder.path(),
                    WhisperWorker.class.getName()),
                arguments.stream())
            .flatMap(part -> part)
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putIfAbsent(WAITING, "passive");
    try {
      return new WorkerProcess(builder.start(), folder);
    } catch (IOException e) {
      folder.delete();
      throw e;
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Completes when it is gone, with its exit code and what it said last.
  CompletionStage<String> ended() {
    return ended;
  }

  void say(WorkerMessage message) throws IOException {
    WorkerMessage.write(requests, message);
  }

  /// The next answer; null when there is none by `deadlineNanos` or the worker is gone.
  @Nullable WorkerMessage await(long deadlineNanos) throws InterruptedException {
    while (true) {
      long left = deadlineNanos - System.nanoTime();
      boolean alive = process.isAlive();
      WorkerMessage answer = answers.poll(Math.clamp(left, 0, 50_000_000L), TimeUnit.NANOSECONDS);
      if (answer != null || left <= 0 || !alive) {
        return answer;
      }
    }
  }

  /// Kills it and returns when it is gone. Idempotent.
  void stop() {
    kill();
    ended.toCompletableFuture().join();
  }

  void kill() {
    process.destroyForcibly();
  }

  private void readAnswers() {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      while (true) {
        answers.add(WorkerMessage.read(in));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "worker {0} speaks no more: {1}", process.pid(), e);
    }
  }

  /// Where in the program something went wrong, behind a tabulator, is not what it said.
  private void readLog() {
    try (BufferedReader reader = process.errorReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        LOG.log(System.Logger.Level.DEBUG, line);
        lastWords = line.startsWith("\t") ? lastWords : "; it last said: " + line;
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the log of worker {0} broke", process.pid());
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
