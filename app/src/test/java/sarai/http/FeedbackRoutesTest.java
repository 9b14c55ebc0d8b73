package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.feedback.NoFeedback;

/// `POST /v1/feedback` and `GET /api/runs/{id}`, over real HTTP.
final class FeedbackRoutesTest {
  @TempDir private Path folder;

  private static String rating(String run) {
    return "{\"run_id\": \"%s\", \"kind\": \"up\"}".formatted(run);
  }

  @Test
  void anUnknownRunIsToldWithHowManyAreKept() throws Exception {
    try (ApiFixture server = new ApiFixture(folder, "")) {
      server.ask("");
      assertThat(server.get("/api/runs/run-1").status()).isEqualTo(200);
      assertThat(server.post("/v1/feedback", rating("run-1")).status()).isEqualTo(204);

      for (ApiFixture.Answer answer :
          new ApiFixture.Answer[] {
            server.get("/api/runs/run-2"), server.post("/v1/feedback", rating("run-2"))
          }) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error().path("message").asString())
            .isEqualTo("there is no run 'run-2'; the last 1000 are kept");
      }
    }
  }

  @Test
  void whereNoRunIsKeptTheKeyThatSaysSoIsNamed() throws Exception {
    try (ApiFixture server = new ApiFixture(folder, "", new NoFeedback())) {
      server.ask("");

      for (ApiFixture.Answer answer :
          new ApiFixture.Answer[] {
            server.get("/api/runs/run-1"), server.post("/v1/feedback", rating("run-1"))
          }) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.error().path("message").asString())
            .isEqualTo("there is no run 'run-1': feedback.enabled is false, so none is kept");
      }
    }
  }
}
