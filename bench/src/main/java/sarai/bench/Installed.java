package sarai.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sarai.store.Program;
import sarai.store.StoreException;
import sarai.store.fetch.Fetching;
import sarai.store.program.Platform;
import sarai.store.program.ProgramInstall;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is on this machine, as the program itself says.
final class Installed {
  private Installed() {}

  /// llama-server as it was installed in a data folder.
  static Optional<Program> llamaServer(Path data) throws IOException {
    Fetching offline = Fetching.from(System.getenv(), /* offline= */ true, ProcessBuilder::start);
    try {
      return ProgramInstall.llamaServer(data, offline, Platform.current()).installed();
    } catch (StoreException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// Whether all models of the profile are in the data folder.
  static boolean all(Bed bed) throws IOException, InterruptedException {
    List<JsonNode> models = models(bed);
    return !models.isEmpty()
        && models.stream().allMatch(it -> it.path("installed").asBoolean(false));
  }

  /// The weights of the first speech model that is in the data folder.
  static Optional<Path> ears(Bed bed) throws IOException, InterruptedException {
    return models(bed).stream()
        .filter(it -> it.path("role").asString("").equals("speech"))
        .filter(it -> it.path("installed").asBoolean(false))
        .map(it -> Path.of(it.path("path").asString("")))
        .findFirst();
  }

  /// Empty where the program cannot say.
  private static List<JsonNode> models(Bed bed) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(bed.command());
    command.addAll(List.of("models", "--json", "--profile", bed.profile().toString()));
    command.addAll(List.of("--data", bed.data().toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    JsonNode models = new JsonMapper().readTree(process.getInputStream());
    return process.waitFor() == 0 ? models.valueStream().toList() : List.of();
  }
}
