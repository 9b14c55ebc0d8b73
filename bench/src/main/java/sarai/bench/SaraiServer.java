package sarai.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import sarai.process.MemoryProbe;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A `sarai serve` of ours on a free port, in its own process, ended on close. It answers no
/// picture from memory: what is measured is the work.
///
/// @param readyNanos from starting the command to `/health` answering
record SaraiServer(Process process, URI address, long readyNanos) implements AutoCloseable {
  private static final long STOP_SECONDS = 30;

  static SaraiServer start(Bed bed) throws IOException, InterruptedException {
    return start(bed, List.of());
  }

  static SaraiServer start(Bed bed, List<String> more) throws IOException, InterruptedException {
    return start(bed, more, Map.of());
  }

  /// @param variables of its environment, beside ours
  static SaraiServer start(Bed bed, List<String> more, Map<String, String> variables)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(bed.command());
    command.addAll(List.of("serve", "--port", "0"));
    command.addAll(List.of("--profile", bed.profile().toString(), "--data", bed.data().toString()));
    command.addAll(more);
    long start = System.nanoTime();
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("SARAI_CACHE_VISION_ANSWERS", "false");
    builder.environment().putAll(variables);
    Process process = builder.start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null || !line.startsWith("listening on ")) {
      process.destroy();
      throw new IOException("serve said '%s' instead of its address".formatted(line));
    }
    URI address = URI.create(line.substring("listening on ".length()).strip());
    try (Wire wire = Wire.to(address)) {
      if (wire.get("/health").status() != 200) {
        throw new IOException("/health does not answer 200");
      }
    }
    return new SaraiServer(process, address, System.nanoTime() - start);
  }

  JsonNode get(String path) throws IOException {
    try (Wire wire = Wire.to(address)) {
      return new JsonMapper().readTree(wire.get(path).body());
    }
  }

  /// The pool's account of one model.
  JsonNode model(String id) throws IOException {
    for (JsonNode model : get("/api/pool").path("models")) {
      if (model.path("id").asString("").equals(id)) {
        return model;
      }
    }
    throw new IOException("the pool has no model '" + id + "'");
  }

  /// The ids of the models with a role, in the order of the profile.
  List<String> models(String role) throws IOException {
    return ids("role", role);
  }

  /// The ids of the models that stay once they are loaded.
  List<String> permanentModels() throws IOException {
    return ids("permanent", "true");
  }

  private List<String> ids(String field, String value) throws IOException {
    List<String> ids = new ArrayList<>();
    for (JsonNode model : get("/api/pool").path("models")) {
      if (model.path(field).asString("").equals(value)) {
        ids.add(model.path("id").asString(""));
      }
    }
    return ids;
  }

  /// Has a model loaded and waits until it can answer.
  void load(String id, Bed bed) throws IOException, InterruptedException {
    try (Wire wire = Wire.to(address)) {
      Wire.Reply reply = wire.post("/api/models/" + id + "/load", "{}");
      if (reply.status() != 202) {
        throw new IOException("status %d: %s".formatted(reply.status(), reply.body()));
      }
    }
    awaitState(id, "ready", bed);
  }

  /// Waits until a model is in a state.
  void awaitState(String id, String state, Bed bed) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + bed.patience().toNanos();
    while (!model(id).path("state").asString("").equals(state)) {
      if (System.nanoTime() > deadline) {
        throw new IOException("'%s' is not %s after %s".formatted(id, state, bed.patience()));
      }
      Thread.sleep(5);
    }
  }

  /// Resident memory of the orchestrator alone, in 10⁶ bytes.
  double residentMegabytes() {
    return new MemoryProbe().resident(process.pid()).value() / 1e6;
  }

  @Override
  public void close() {
    end(process);
  }

  /// Asks a process to end, and kills it when it does not.
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
