package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `POST /v1/route`, over real HTTP.
final class RouteRoutesTest {
  private static final String HELLO = "{\"input\": \"hola\"}";

  @Test
  void saysWhoWouldAnswerWithWhatIsLoadedNow(@TempDir Path folder) throws Exception {
    try (ApiFixture server = new ApiFixture(folder, "")) {
      assertThat(server.post("/v1/route", HELLO).json().path("model").asString()).isEqualTo("tiny");
      server.ask("\"model\": \"expert\"");

      JsonNode route = server.post("/v1/route", HELLO).json();
      assertThat(route.path("route").asString()).isEqualTo("tiny");
      assertThat(route.path("model").asString()).isEqualTo("expert");
      assertThat(route.path("reason").asString()).contains("contesta expert", "tiny no.");
    }
  }
}
