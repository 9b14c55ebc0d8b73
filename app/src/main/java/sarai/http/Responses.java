package sarai.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import sarai.agent.AnswerException;
import sarai.engine.EngineException;
import sarai.media.MediaException;
import sarai.pool.PoolException;

/// Sends what our handlers produce, and every failure of theirs in one shape.
final class Responses {
  private static final System.Logger LOG = System.getLogger("sarai.http");

  private Responses() {}

  /// A handler that may fail in the ways that we know.
  @FunctionalInterface
  interface Work {
    void handle(ServerRequest request, ServerResponse response)
        throws ApiException,
            AnswerException,
            MediaException,
            PoolException,
            EngineException,
            InterruptedException,
            IOException;
  }

  static Handler handler(Work work) {
    return (request, response) -> {
      try {
        work.handle(request, response);
      } catch (ApiException e) {
        fail(response, e.error());
      } catch (AnswerException e) {
        fail(response, ApiError.from(e));
      } catch (MediaException e) {
        fail(response, ApiError.from(AnswerException.from(e)));
      } catch (PoolException e) {
        fail(response, ApiError.from(AnswerException.from(e)));
      } catch (EngineException e) {
        fail(response, ApiError.from(AnswerException.from(e)));
      } catch (InterruptedException _) {
        LOG.log(Level.DEBUG, "a request was given up");
        // Our responses begin with their type.
        if (!response.headers().contains(HeaderNames.CONTENT_TYPE)) {
          fail(response, ApiError.givenUp());
        }
      } catch (Bodies.TooLarge e) {
        fail(response, e.error());
      } catch (Multipart.Malformed e) {
        fail(response, ApiError.badRequest(String.valueOf(e.getMessage()), null));
      } catch (SseStream.ClientLeft e) {
        LOG.log(Level.DEBUG, "the client left", e);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "a request failed on our side", e);
        if (!response.isSent()) {
          fail(response, ApiError.internal());
        }
      }
    };
  }

  static void fail(ServerResponse response, ApiError error) {
    if (error.retryAfter() != null) {
      long seconds = Math.max(1, (error.retryAfter().toMillis() + 999) / 1000);
      response.header(HeaderNames.RETRY_AFTER, Long.toString(seconds));
    }
    send(response, error.status(), error.json().toString().getBytes(StandardCharsets.UTF_8));
  }

  static void send(ServerResponse response, int status, byte[] json) {
    response.status(Status.create(status));
    response.header(HeaderNames.CONTENT_TYPE, "application/json");
    response.send(json);
  }
}
