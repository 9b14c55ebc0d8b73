package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.testing.RealEngine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands of docs/manual-tests.md as processes, over the real engine.
final class ManualTestsIT {
  private static final String PICTURE = "samples/red-circle.png";
  private static final String CLIP = "samples/red-circle-right.mp4";
  private static final double TTL_SECONDS = 2;
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path data;

  /// Runs a command that finds the server by the data folder.
  private String run(String... arguments) throws IOException, InterruptedException {
    Path err = data.resolve("command.err");
    Process process =
        RealServe.command("/nowhere/llama-server", data, arguments)
            .redirectError(err.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return out;
  }

  private JsonNode json(String... arguments) throws IOException, InterruptedException {
    return new JsonMapper().readTree(run(arguments));
  }

  /// What `ps --json` prints. A command would take time and write the profile of these tests again,
  /// which the server follows.
  private static JsonNode pool(RealServe server) throws IOException {
    try (InputStream in = server.address().resolve("/api/pool").toURL().openStream()) {
      return new JsonMapper().readTree(in);
    }
  }

  private static JsonNode vision(JsonNode pool) {
    return pool.path("models")
        .valueStream()
        .filter(model -> model.path("id").asString("").equals("tiny_vl"))
        .findFirst()
        .orElseThrow();
  }

  /// The server's own part of what is charged; it moves.
  private static long jvm(JsonNode pool) {
    return pool.path("jvm_bytes").asLong(0);
  }

  private static String sample(String path) {
    return RealEngine.repository(path).toString();
  }

  @Test
  void picture() throws IOException, InterruptedException {
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      assertThat(run("ask", "--image", sample(PICTURE), "¿Qué objetos ves?"))
          .containsIgnoringCase("círculo rojo");
      assertThat(server.engines()).isNotEmpty();
    }
  }

  @Test
  void clip() throws IOException, InterruptedException {
    assumeTrue(
        System.getenv("SARAI_FFMPEG") != null,
        "no FFmpeg: run ./sarai pull --engines, then ./sarai test");
    try (RealServe server = RealServe.start(RealEngine.llamaServer(), data)) {
      assertThat(server.address().getPort()).isPositive();
      JsonNode two = askClip("2");
      JsonNode four = askClip("4");

      assertThat(two.path("route").asString("")).isEqualTo("vision");
      assertThat(two.path("text").asString("")).containsIgnoringCase("círculo rojo");
      assertThat(four.at("/tokens/prompt").asInt(0))
          .as("prompt tokens at 4 frames a second, against 2")
          .isGreaterThan(two.at("/tokens/prompt").asInt(0));
    }
  }

  private JsonNode askClip(String fps) throws IOException, InterruptedException {
    return json("ask", "--json", "--video", sample(CLIP), "--fps", fps, "¿Hacia dónde se mueve?");
  }

  @Test
  void visionIsGoneAfterItsTimeToLiveAndItsMemoryIsBack() throws IOException, InterruptedException {
    try (RealServe server =
        RealServe.start(
            RealEngine.llamaServer(),
            data,
            profile -> profile.replace("ttl_seconds: 60", "ttl_seconds: " + TTL_SECONDS))) {
      JsonNode empty = pool(server);
      long before = empty.path("charged_bytes").asLong(-1) - jvm(empty);
      server.look(PICTURE, "¿Qué objetos ves?");
      long asked = System.nanoTime();
      JsonNode during = pool(server);
      ProcessHandle engine = ProcessHandle.of(vision(during).path("pid").asLong(0)).orElseThrow();
      engine.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      double lived = (System.nanoTime() - asked) / 1e9;
      JsonNode after = json("ps", "--json");

      assertThat(lived).as("seconds after the answer").isGreaterThan(TTL_SECONDS - 1);
      assertThat(vision(during).path("measured_bytes").asLong(0)).isPositive();
      assertThat(vision(after).path("state").asString("")).isEqualTo("absent");
      assertThat(vision(after).at("/last_change/reason").asString("")).isNotBlank();
      assertThat(vision(after).path("reserved_bytes").asLong(-1)).isZero();
      assertThat(after.path("charged_bytes").asLong(-1) - jvm(after))
          .as("bytes of all models, as before the first question")
          .isEqualTo(before);
      assertThat(server.engines()).isEmpty();
      assertThat(Path.of("/proc/" + engine.pid())).doesNotExist();
    }
  }
}
