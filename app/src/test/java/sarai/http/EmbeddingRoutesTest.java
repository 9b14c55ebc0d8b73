package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.config.ConfigException;
import tools.jackson.databind.JsonNode;

final class EmbeddingRoutesTest {
  private ApiFixture server;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException, ConfigException {
    server = new ApiFixture(folder, "");
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private ApiFixture.Answer embed(String fields) throws IOException, InterruptedException {
    return server.post("/v1/embeddings", "{%s}".formatted(fields));
  }

  @Test
  void listIsEmbeddedInOrderAsPassages() throws IOException, InterruptedException {
    ApiFixture.Answer answer = embed("\"model\": \"e5\", \"input\": [\"a\", \"bcd\"]");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(server.engine().embedded()).containsExactly("passage: a", "passage: bcd");
    JsonNode json = answer.json();
    assertThat(json.path("object").asString()).isEqualTo("list");
    assertThat(json.path("model").asString()).isEqualTo("e5");
    assertThat(json.at("/data/0/object").asString()).isEqualTo("embedding");
    assertThat(json.at("/data/1/index").asInt()).isEqualTo(1);
    assertThat(json.at("/data/1/embedding/0").asDouble()).isEqualTo("passage: bcd".length());
    assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(14);
    assertThat(json.at("/usage/total_tokens").asInt()).isEqualTo(14);
  }

  @Test
  void queryGetsItsOwnPrefixAndTheModelMayBeLeftToUs() throws IOException, InterruptedException {
    ApiFixture.Answer answer = embed("\"input\": \"a\", \"input_type\": \"query\"");

    assertThat(answer.json().path("model").asString()).isEqualTo("e5");
    assertThat(server.engine().embedded()).containsExactly("query: a");
  }

  @Test
  void base64HoldsLittleEndianFloats() throws IOException, InterruptedException {
    String packed =
        embed("\"input\": \"abc\", \"encoding_format\": \"base64\"")
            .json()
            .at("/data/0/embedding")
            .asString();

    ByteBuffer floats =
        ByteBuffer.wrap(Base64.getDecoder().decode(packed)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(floats.remaining()).isEqualTo(8);
    assertThat(floats.getFloat()).isEqualTo("passage: abc".length());
    assertThat(floats.getFloat()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"input\": []|400|input",
        "\"input\": 5|400|input",
        "\"input\": \"\"|400|input",
        "\"input\": [\"a\", 7]|400|input",
        "\"model\": \"e5\"|400|input",
        "\"input\": \"a\", \"dimensions\": 3|400|dimensions",
        "\"input\": \"a\", \"encoding_format\": \"int8\"|400|encoding_format",
        "\"input\": \"a\", \"input_type\": \"poem\"|400|input_type",
        "\"input\": \"a\", \"model\": \"tiny\"|400|model",
        "\"input\": \"a\", \"model\": \"nobody\"|404|model"
      })
  void requestThatCannotBeServedSaysWhy(String fields, int status, String param)
      throws IOException, InterruptedException {
    ApiFixture.Answer answer = embed(fields);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.error().path("param").asString()).isEqualTo(param);
  }

  @Test
  void dimensionsOfTheModelItselfAreTaken() throws IOException, InterruptedException {
    assertThat(embed("\"input\": \"a\", \"dimensions\": 2").status()).isEqualTo(200);
  }
}
