package sarai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigSchemaTest {
  private static final Path COMMITTED = Sample.ROOT.resolve("docs/sarai.schema.json");

  @Test
  void theCommittedSchemaIsInStepWithTheRecords() throws IOException {
    Path generated = Path.of("target/sarai.schema.json");
    Files.createDirectories(generated.toAbsolutePath().getParent());
    Files.writeString(generated, schema());

    assertThat(Files.readString(COMMITTED))
        .as("docs/sarai.schema.json is old: copy app/%s over it", generated)
        .isEqualTo(schema());
  }

  @Test
  void aModelsKeysStandInOneGroupWithTheirRanges() throws IOException {
    JsonNode model = JsonMapper.shared().readTree(schema()).at("/properties/models");
    JsonNode keys = model.at("/additionalProperties/properties");

    assertThat(keys.at("/context/minimum").asInt()).isEqualTo(256);
    assertThat(keys.at("/context/default").asInt()).isEqualTo(4096);
    assertThat(keys.at("/role/enum/0").asString()).isEqualTo("tiny");
    assertThat(keys.at("/timeout/default").asString()).isEqualTo("120s");
    assertThat(keys.has("id")).isFalse();
    assertThat(model.at("/additionalProperties/additionalProperties").asBoolean(true)).isFalse();
  }

  private static String schema() throws IOException {
    StringBuilder out = new StringBuilder();
    ConfigSchema.write(out);
    return out.toString();
  }
}
