package sarai.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Where a running server is, as it wrote it into the data folder.
///
/// @param pid of the server; it is alive when it was read
public record ServerAddress(URI address, long pid) {
  private static final String FILE = "server.json";

  /// The server that runs on this data folder; empty when there is none.
  public static Optional<ServerAddress> find(Path data) throws IOException {
    Path file = data.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = new JsonMapper().readTree(Files.readString(file));
      ServerAddress found =
          new ServerAddress(
              URI.create(json.path("address").asString("")), json.path("pid").asLong(-1));
      return ProcessHandle.of(found.pid()).isPresent() ? Optional.of(found) : Optional.empty();
    } catch (JacksonException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Tells others of this server until [#forget].
  public void announce(Path data) throws IOException {
    Files.createDirectories(data);
    ObjectMapper json = new JsonMapper();
    Path draft = Files.createTempFile(data, FILE, ".new");
    Files.writeString(
        draft,
        json.createObjectNode().put("address", address.toString()).put("pid", pid).toString());
    Files.move(draft, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  /// Takes the announcement back if it is still ours.
  public void forget(Path data) throws IOException {
    if (find(data).filter(this::equals).isPresent()) {
      Files.deleteIfExists(data.resolve(FILE));
    }
  }
}
