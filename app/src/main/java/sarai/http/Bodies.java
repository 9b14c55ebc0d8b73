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
  private static final int MOST_FIELD_BYTES = 4 << 20;

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
    return object(tree(request));
  }

  private static ObjectNode object(JsonNode node) throws ApiException {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new ApiException(
        ApiError.badRequest("the body is no JSON object but " + node.getNodeType(), null));
  }

  static boolean isMultipart(ServerRequest request) {
    return Multipart.isMultipart(request.headers().contentType());
  }

  /// The body as the parts of a form, which are read as they arrive; files go to the spool.
  ///
  /// Reading more than the limit fails with [TooLarge].
  Multipart multipart(ServerRequest request) throws ApiException, IOException {
    announced(request);
    return Multipart.of(
        request.headers().contentType(), new Bounded(request.content().inputStream()));
  }

  /// A plain field of a form as a JSON object.
  ObjectNode object(Multipart.Part field) throws ApiException, IOException {
    byte[] text = field.content().readNBytes(MOST_FIELD_BYTES + 1);
    if (text.length > MOST_FIELD_BYTES) {
      throw new ApiException(
          ApiError.badRequest(
              "'%s' has more than %s: send media as parts of their own"
                  .formatted(field.name(), Bytes.of(MOST_FIELD_BYTES)),
              field.name()));
    }
    try {
      return object(json.readTree(text));
    } catch (JacksonException e) {
      throw noJson(e);
    }
  }

  /// What the client says that the body has, at most the limit.
  private long announced(ServerRequest request) throws ApiException {
    long announced = request.headers().contentLength().orElse(limit);
    if (announced > limit && request.headers().contains(HeaderNames.CONTENT_LENGTH)) {
      throw new ApiException(tooLarge(announced));
    }
    return Math.min(announced, limit);
  }

  private JsonNode tree(ServerRequest request)
      throws ApiException, IOException, InterruptedException {
    int share = units(announced(request));
    room.acquire(share);
    try (InputStream content = new Bounded(request.content().inputStream())) {
      return json.readTree(content);
    } catch (JacksonException e) {
      if (e.getCause() instanceof TooLarge tooLarge) {
        throw new ApiException(tooLarge.error());
      }
      throw noJson(e);
    } catch (NumberFormatException e) {
      // Helidon 4.5 lets a broken size of a chunk through.
      throw new ApiException(
          ApiError.badRequest("the size of a chunk is no number: " + e.getMessage(), null));
    } finally {
      room.release(share);
    }
  }

  private static ApiException noJson(JacksonException e) {
    return new ApiException(
        ApiError.badRequest("the body is no JSON: " + e.getOriginalMessage(), null));
  }

  private ApiError tooLarge(long bytes) {
    return new ApiError(
        413,
        "invalid_request_error",
        "the body has %s%s, the most is %s (server.max_body)"
            .formatted(bytes > limit + 1 ? "" : "more than ", Bytes.of(bytes), Bytes.of(limit)),
        null,
        "body_too_large",
        null);
  }

  /// More than the limit was read.
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    private TooLarge(ApiError error) {
      super(error.message());
      this.error = error;
    }

    ApiError error() {
      return error;
    }
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
        throw new TooLarge(tooLarge(limit + 1));
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
