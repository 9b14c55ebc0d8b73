package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.testing.RealEngine;

/// `serve` and `ask` as processes of their own, over the real engine.
final class ServeIT {
  /// The promise is 2 s; machines that build and test at the same time get more.
  private static final Duration BOUND = Duration.ofSeconds(10);

  @TempDir private Path data;

  private record Ended(int code, String out, String err) {}

  private Ended run(String llamaServer, String... arguments)
      throws IOException, InterruptedException {
    Path err = data.resolve("command.err");
    Process process =
        RealServe.command(llamaServer, data, arguments).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out, Files.readString(err));
  }

  private static Duration goneAfter(List<ProcessHandle> engines) {
    long began = System.nanoTime();
    CompletableFuture.allOf(
            engines.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .orTimeout(BOUND.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Test
  void killedServerLeavesNoEngine() throws IOException, InterruptedException {
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      assertThat(server.look("samples/red-circle.png", "What objects do you see?"))
          .containsIgnoringCase("red circle");
      List<ProcessHandle> engines = server.engines();
      assertThat(engines).isNotEmpty();

      server.process().destroyForcibly();

      System.out.printf(
          "kill -9: %d engine processes gone after %d ms%n",
          engines.size(), goneAfter(engines).toMillis());
    }
  }

  @Test
  void toldToEndItEndsItsEngines() throws IOException, InterruptedException {
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      server.look("samples/red-circle.png", "¿Qué objetos ves?");
      List<ProcessHandle> engines = server.engines();

      server.process().destroy();

      assertThat(server.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(server.process().exitValue()).isIn(0, 143);
      assertThat(engines).isNotEmpty();
      assertThat(goneAfter(engines)).isLessThan(BOUND);
      assertThat(data.resolve("server.json")).doesNotExist();
    }
  }

  @Test
  void askUsesTheRunningServer() throws IOException, InterruptedException {
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      String picture = RealEngine.repository("samples/red-circle.png").toString();

      Ended asked = run("/nowhere/llama-server", "ask", "--image", picture, "¿Qué objetos ves?");

      assertThat(asked.code()).as(asked.err()).isZero();
      assertThat(asked.out()).containsIgnoringCase("círculo rojo");
      assertThat(server.engines()).isNotEmpty();
    }
  }

  @Test
  void purgeAlsoForgetsTheAnswersThatTheRunningServerKeeps()
      throws IOException, InterruptedException {
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      server.lookAs("ana", "samples/red-circle.png", "¿Qué objetos ves?");

      Ended purged = run("/nowhere/llama-server", "feedback", "purge", "--all", "--lang", "en");

      assertThat(purged.code()).as(purged.err()).isZero();
      assertThat(purged.out()).contains("1 kept answers about pictures");
      Ended again = run("/nowhere/llama-server", "feedback", "purge", "--all", "--lang", "en");
      assertThat(again.out()).contains("0 kept answers about pictures");
    }
  }

  @Test
  void takenPortIsOneLineAndItsOwnExitCode() throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ended ended = run("/nowhere/llama-server", "serve", "--port", "" + taken.getLocalPort());

      assertThat(ended.code()).as(ended.err()).isEqualTo(8);
      assertThat(ended.err().lines().filter(line -> line.startsWith("sarai: "))).hasSize(1);
      assertThat(ended.err()).doesNotContain("\tat ").contains("" + taken.getLocalPort());
    }
  }

  @Test
  void wrongConfigurationIsToldWithItsLine() throws IOException, InterruptedException {
    Path wrong = Files.writeString(data.resolve("wrong.yaml"), "server: { prot: 1 }\n");

    Ended ended = run("/nowhere/llama-server", "serve", "--profile", wrong.toString());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("prot").contains("port").doesNotContain("\tat ");
  }

  @Test
  void missingEngineIsToldWithTheFix() throws IOException, InterruptedException {
    String picture = RealEngine.repository("samples/red-circle.png").toString();

    Ended ended = run("/nowhere/llama-server", "ask", "--image", picture, "What do you see?");

    assertThat(ended.code()).as(ended.err()).isEqualTo(3);
    assertThat(ended.err()).contains("llama-server").doesNotContain("\tat ");
  }
}
