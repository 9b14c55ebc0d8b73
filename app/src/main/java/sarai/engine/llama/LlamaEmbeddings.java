package sarai.engine.llama;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.engine.Capability;
import sarai.engine.EmbeddingModel;
import sarai.engine.EngineException;
import sarai.engine.MemoryUse;
import sarai.process.ChildProcess;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An embedding model in a llama-server.
final class LlamaEmbeddings extends LlamaModel implements EmbeddingModel {
  private static final int REPLY_BYTES = 64 << 20;

  private final String id;

  LlamaEmbeddings(
      ModelConfig model, ChildProcess child, LoopbackClient client, Supplier<MemoryUse> memory) {
    super(model, child, client, memory);
    this.id = model.id();
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.EMBEDDINGS);
  }

  @Override
  public Embeddings embed(List<String> texts) throws EngineException, InterruptedException {
    return embed(texts, null);
  }

  @Override
  public void probe(Duration limit) throws EngineException, InterruptedException {
    embed(List.of("a"), limit);
  }

  private Embeddings embed(List<String> texts, @Nullable Duration limit)
      throws EngineException, InterruptedException {
    if (texts.isEmpty()) {
      return new Embeddings(List.of(), 0);
    }
    try (Exchange reply = client().post("/v1/embeddings", body(texts), limit)) {
      byte[] answer = reply.readAll(REPLY_BYTES);
      if (reply.status() != 200) {
        throw failures().refused(reply.status(), answer);
      }
      return decode(JSON.readTree(answer), texts.size());
    } catch (IOException | JacksonException e) {
      throw failures().broken(e);
    }
  }

  private RequestBody body(List<String> texts) {
    ObjectNode body = JSON.createObjectNode().put("model", id).put("encoding_format", "float");
    texts.forEach(body.putArray("input")::add);
    return RequestBody.of(body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Embeddings decode(JsonNode answer, int expected) throws IOException {
    JsonNode data = answer.path("data");
    if (data.size() != expected) {
      throw new IOException(expected + " vectors expected, " + data.size() + " came");
    }
    List<float[]> vectors = new ArrayList<>(Collections.nCopies(expected, new float[0]));
    for (JsonNode item : data) {
      int index = item.path("index").asInt(-1);
      if (index < 0 || index >= expected) {
        throw new IOException("a vector has index " + index + " of " + expected);
      }
      vectors.set(index, vector(item.path("embedding")));
    }
    return new Embeddings(vectors, answer.path("usage").path("prompt_tokens").asInt(0));
  }

  private static float[] vector(JsonNode numbers) {
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = numbers.path(i).floatValue();
    }
    return vector;
  }
}
