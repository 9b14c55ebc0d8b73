package sarai.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Follows `/api/pool/events` from opening to closing. Thread-safe.
final class PoolEvents implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("sarai.bench");

  /// One model's change of state.
  record Change(Instant at, String model, String to) {}

  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private final HttpURLConnection connection;
  private final BufferedReader lines;

  private PoolEvents(HttpURLConnection connection) throws IOException {
    this.connection = connection;
    this.lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
  }

  static PoolEvents follow(URI server) throws IOException {
    PoolEvents events =
        new PoolEvents(
            (HttpURLConnection) server.resolve("/api/pool/events").toURL().openConnection());
    Thread.ofVirtual().name("pool-events").start(events::read);
    return events;
  }

  private void read() {
    JsonMapper json = new JsonMapper();
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: ")) {
          JsonNode event = json.readTree(line.substring("data: ".length()));
          changes.add(
              new Change(
                  Instant.parse(event.path("at").asString("")),
                  event.path("model").asString(""),
                  event.path("to").asString("")));
        }
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the events ended", e);
    }
  }

  /// When the model came into the state, at or after an instant.
  Optional<Instant> at(String model, String state, Instant since) {
    return changes.stream()
        .filter(it -> it.model().equals(model) && it.to().equals(state))
        .map(Change::at)
        .filter(at -> !at.isBefore(since))
        .findFirst();
  }

  /// Like [#at], waiting for a short while, since events arrive after what they tell of.
  Optional<Instant> await(String model, String state, Instant since) throws InterruptedException {
    Optional<Instant> reached = at(model, state, since);
    for (int i = 0; reached.isEmpty() && i < 100; i++) {
      Thread.sleep(10);
      reached = at(model, state, since);
    }
    return reached;
  }

  /// How often a model came into the state.
  long count(String state) {
    return changes.stream().filter(it -> it.to().equals(state)).count();
  }

  static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  @Override
  public void close() {
    connection.disconnect();
  }
}
