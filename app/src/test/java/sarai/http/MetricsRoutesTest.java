package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.config.ConfigException;

final class MetricsRoutesTest {
  private ApiFixture server;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException, ConfigException {
    server = new ApiFixture(folder, "");
    server.engine().says("tiny", "hello");
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void requestsAreCountedByRouteModelAndStatus() throws IOException, InterruptedException {
    server.ask("");
    server.ask("\"stream\": true");
    server.ask("\"model\": \"nobody\"");
    server.get("/no/such/" + "x".repeat(50));

    ApiFixture.Answer answer = server.get("/metrics");

    assertThat(answer.header("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(answer.body())
        .contains(
            "sarai_requests_total{path=\"/v1/chat/completions\",route=\"tiny\",model=\"tiny\",status=\"200\"} 2\n")
        .contains(
            "sarai_requests_total{path=\"/v1/chat/completions\",route=\"\",model=\"\",status=\"404\"} 1\n")
        .contains("sarai_requests_total{path=\"other\",route=\"\",model=\"\",status=\"404\"} 1\n")
        .contains("sarai_request_seconds_bucket{path=\"/v1/chat/completions\",le=\"+Inf\"} 3\n")
        .contains("sarai_request_seconds_count{path=\"/v1/chat/completions\"} 3\n")
        .doesNotContain("xxxx");
  }

  @Test
  void poolIsTold() throws IOException, InterruptedException {
    server.ask("");

    assertThat(server.get("/metrics").body())
        .contains("sarai_pool_budget_bytes 2000000000\n")
        .contains("sarai_model_loads_total{model=\"tiny\"} 1\n")
        .contains("sarai_models{state=\"ready\"} 1\n")
        .contains("sarai_models{state=\"absent\"} 6\n")
        .containsPattern("sarai_pool_charged_bytes \\d+\n")
        .containsPattern("sarai_pool_measured_bytes \\d+\n");
  }

  @Test
  void everyLineIsOfTheTextFormat() throws IOException, InterruptedException {
    server.ask("");

    assertThat(server.get("/metrics").body().lines())
        .allSatisfy(line ->
            assertThat(line)
                .matches(
                    "# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)+\\})? [0-9.eE+-]+"));
  }
}
