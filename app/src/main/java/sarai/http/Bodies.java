package sarai.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import sarai.units.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// Reads request bodies within the limit. Big ones take turns, so that their sum stays near the
/// limit of one. Thread-safe.
final class Bodies {
  private static final int UNIT = 64 * 1024;

  private final ObjectMapper json;
  private final long limit;
  private final Semaphore room;

  Bodies(ObjectMapper json, Bytes limit) {
    this.json = json;
    this.limit = limit.value();
    this.room = new Semaphore(units(limit.value()), /* fair= */ true);
  }

  private static int units(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes / UNIT + 1);
  }

  /// The body as a JSON object.
  ObjectNode object(ServerRequest request) throws ApiException, IOException, InterruptedException {
    JsonNode node = tree(request);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new ApiException(
        ApiError.badRequest("the body is no JSON object but " + node.getNodeType(), null));
  }

  private JsonNode tree(ServerRequest request)
      throws ApiException, IOException, InterruptedException {
    long announced = request.headers().contentLength().orElse(limit);
    if (announced > limit && request.headers().contains(HeaderNames.CONTENT_LENGTH)) {
      throw tooLarge(announced);
    }
    int share = units(Math.min(announced, limit));
    room.acquire(share);
    try (InputStream content = new Bounded(request.content().inputStream())) {
      return json.readTree(content);
    } catch (JacksonException e) {
      if (e.getCause() instanceof TooLarge) {
        throw tooLarge(limit + 1);
      }
      throw new ApiException(
          ApiError.badRequest("the body is no JSON: " + e.getOriginalMessage(), null));
    } catch (NumberFormatException e) {
      // Helidon 4.5 lets a broken size of a chunk through.
      throw new ApiException(
          ApiError.badRequest("the size of a chunk is no number: " + e.getMessage(), null));
    } finally {
      room.release(share);
    }
  }

  private ApiException tooLarge(long bytes) {
    return new ApiException(
        new ApiError(
            413,
            "invalid_request_error",
            "the body has %s%s, the most is %s (server.max_body)"
                .formatted(bytes > limit + 1 ? "" : "more than ", Bytes.of(bytes), Bytes.of(limit)),
            null,
            "body_too_large",
            null));
  }

  private static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /// Fails when more than the limit is read.
  private final class Bounded extends InputStream {
    private final InputStream in;
    private long left = limit;

    Bounded(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      count(Math.max(0, count));
      return count;
    }

    private void count(int read) throws TooLarge {
      left -= read;
      if (left < 0) {
        throw new TooLarge();
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
