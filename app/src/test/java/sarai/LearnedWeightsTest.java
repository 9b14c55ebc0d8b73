package sarai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.cli.Application;
import sarai.config.ConfigReader;
import sarai.route.WeightFiles;
import sarai.route.Weights;
import tools.jackson.databind.json.JsonMapper;

/// A server whose learned weights change while it runs.
final class LearnedWeightsTest {
  /// Where the bias of the first output, `hard`, lies in the file.
  private static final int BIAS = 12;

  @TempDir private Path data;

  @Test
  void aRunningServerRoutesByWhatWasLearnedAndRolledBack() throws Exception {
    WeightFiles files = WeightFiles.of(data);
    try (Application.Session session = open()) {
      Application.Server server = session.serve();
      double before = hard(server);

      files.promote(eager());
      assertThat(hard(server)).as("not yet told").isEqualTo(before);
      session.reloadWeights();
      assertThat(hard(server)).isGreaterThan(before).isGreaterThan(0.9);

      files.rollback();
      session.reloadWeights();
      assertThat(hard(server)).isEqualTo(before);
    }
  }

  @Test
  void weightsThatCannotBeReadChangeNothing() throws Exception {
    WeightFiles files = WeightFiles.of(data);
    try (Application.Session session = open()) {
      Application.Server server = session.serve();
      files.promote(eager());
      session.reloadWeights();
      double learned = hard(server);

      Files.write(files.file(), new byte[] {1, 2, 3});
      session.reloadWeights();

      assertThat(hard(server)).isEqualTo(learned);
    }
    try (Application.Session session = open()) {
      assertThat(hard(session.serve())).as("those that ship").isLessThan(0.5);
    }
  }

  private Application.Session open() throws Exception {
    String yaml = "server: { port: 0 }\nmodels: { tiny: { role: tiny, gguf_file: a.gguf } }\n";
    return new Main(Map.of(), Path.of(System.getProperty("sarai.root", ".")))
        .open(ConfigReader.read("test.yaml", yaml, data, Map.of()), data);
  }

  /// The shipped weights, but everything is hard.
  private static Weights eager() {
    byte[] bytes = Weights.load().toBytes();
    ByteBuffer.wrap(bytes).putFloat(BIAS, 30);
    return Weights.parse(bytes);
  }

  private static double hard(Application.Server server) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(server.address().resolve("/v1/route"))
              .POST(BodyPublishers.ofString("{\"input\": \"hola, buenos días\"}"))
              .build();
      String body = client.send(request, BodyHandlers.ofString()).body();
      return JsonMapper.shared().readTree(body).at("/scores/hard").asDouble(Double.NaN);
    }
  }
}
