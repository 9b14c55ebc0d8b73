package sarai.feedback;

import java.io.IOException;
import sarai.units.Bytes;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;

/// Run records as JSON, with the names of the HTTP surface. Thread-safe.
public final class FeedbackJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(
              new SimpleModule()
                  .addSerializer(Bytes.class, new BytesWriter())
                  .addDeserializer(Bytes.class, new BytesReader()))
          .build();

  private FeedbackJson() {}

  /// The object that `GET /api/runs/{id}` answers.
  public static String write(RunRecord run) {
    return MAPPER.writeValueAsString(run);
  }

  static String line(String type, Object value) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("type", type);
    node.setAll((ObjectNode) MAPPER.valueToTree(value));
    return MAPPER.writeValueAsString(node);
  }

  static String text(Run run) {
    return MAPPER.writeValueAsString(run);
  }

  static Run run(String text) {
    return MAPPER.readValue(text, Run.class);
  }

  static void export(Appendable out, Iterable<Run> runs, Iterable<FeedbackStore.RatedRun> ratings)
      throws IOException {
    for (Run run : runs) {
      out.append(line("run", run)).append('\n');
    }
    for (FeedbackStore.RatedRun rating : ratings) {
      out.append(line("rating", rating)).append('\n');
    }
  }

  private static final class BytesWriter extends StdSerializer<Bytes> {
    BytesWriter() {
      super(Bytes.class);
    }

    @Override
    public void serialize(Bytes value, JsonGenerator out, SerializationContext context) {
      out.writeNumber(value.value());
    }
  }

  private static final class BytesReader extends StdDeserializer<Bytes> {
    BytesReader() {
      super(Bytes.class);
    }

    @Override
    public Bytes deserialize(JsonParser in, DeserializationContext context) {
      return Bytes.of(in.getLongValue());
    }
  }
}
