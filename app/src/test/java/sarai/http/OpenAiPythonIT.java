package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.cli.RealServe;
import sarai.testing.RealEngine;

/// The official Python client, unmodified, against a real server with a real engine.
final class OpenAiPythonIT {
  @TempDir private static Path shared;
  @TempDir private Path folder;

  private record Ended(int code, String out) {}

  private static Optional<Ended> run(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(5, TimeUnit.MINUTES);
      return Optional.of(new Ended(process.exitValue(), out));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Its interpreter: the one that `SARAI_OPENAI_PYTHON` names, else one made here.
  private Path python() throws InterruptedException {
    String named = System.getenv("SARAI_OPENAI_PYTHON");
    if (named != null) {
      return Path.of(named);
    }
    Path venv = shared.resolve("venv");
    Path python = venv.resolve("bin/python");
    boolean made =
        Files.exists(shared.resolve("venv/bin/openai"))
            || (succeeds(List.of("python3", "-m", "venv", venv.toString()))
                && succeeds(
                    List.of(python.toString(), "-m", "pip", "install", "-q", "openai>=1.50")));
    assumeTrue(
        made,
        "no Python 3 with venv and pip, or no package index: install them, or set"
            + " SARAI_OPENAI_PYTHON to an interpreter that has 'openai'");
    return python;
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    return run(command).filter(ended -> ended.code() == 0).isPresent();
  }

  @Test
  void streamsAChatWithAPictureInBothLanguages() throws IOException, InterruptedException {
    Path python = python();
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), folder.resolve("data"))) {
      assertThat(ask(python, server, "What objects do you see?"))
          .containsIgnoringCase("red circle");
      assertThat(ask(python, server, "¿Qué objetos ves?")).containsIgnoringCase("círculo rojo");
    }
  }

  @Test
  void transcribesInEveryFormat() throws IOException, InterruptedException {
    assumeTrue(
        System.getenv("SARAI_TEST_SPEECH") != null,
        "no speech model: ./sarai test fetches one and names it in SARAI_TEST_SPEECH");
    Path python = python();
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), folder.resolve("data"))) {
      Ended ended =
          run(List.of(
                  python.toString(),
                  RealEngine.repository(".ci/openai_transcribe.py").toString(),
                  server.address().resolve("/v1").toString(),
                  RealEngine.repository("samples/jfk.wav").toString(),
                  RealEngine.repository("samples/silence.wav").toString()))
              .orElseThrow();
      assertThat(ended.code()).as(ended.out()).isZero();
      assertThat(ended.out()).containsIgnoringCase("ask not what your country can do for you");
    }
  }

  private static String ask(Path python, RealServe server, String question)
      throws InterruptedException {
    Ended ended =
        run(List.of(
                python.toString(),
                RealEngine.repository(".ci/openai_client.py").toString(),
                server.address().resolve("/v1").toString(),
                RealEngine.repository("samples/red-circle.png").toString(),
                question))
            .orElseThrow();
    assertThat(ended.code()).as(ended.out()).isZero();
    return ended.out();
  }
}
