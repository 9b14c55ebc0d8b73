package sarai.http;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import sarai.feedback.FeedbackJson;
import sarai.feedback.FeedbackStore;
import sarai.feedback.RunRecord;

/// `GET /api/runs/{id}`: what happened in one run.
final class RunRoutes implements HttpService {
  private final FeedbackStore store;

  RunRoutes(FeedbackStore store) {
    this.store = store;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/api/runs/{id}", Responses.handler(this::one));
  }

  private void one(ServerRequest request, ServerResponse response)
      throws ApiException, InterruptedException, IOException {
    String id = request.path().pathParameters().get("id");
    RunRecord run = store.run(id).orElseThrow(() -> new ApiException(ApiError.noRun(id, store)));
    Responses.send(response, 200, FeedbackJson.write(run).getBytes(StandardCharsets.UTF_8));
  }
}
