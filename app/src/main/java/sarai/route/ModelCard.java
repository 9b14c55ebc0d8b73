package sarai.route;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/// What a file of weights was made from and how it did on the held-out part.
///
/// @param weightsCrc32 of the file, so that each file has a card of its own
record ModelCard(
    String dataSha256,
    long weightsCrc32,
    Trainer.Recipe recipe,
    int training,
    int test,
    Map<String, Double> measures) {

  static ModelCard of(LabelledSet set, Weights weights) {
    Evaluation evaluation = Evaluation.of(new IntentScorer(weights), set.test());
    Map<String, Double> measures = new TreeMap<>();
    evaluation.slices().forEach((name, it) -> measures.put("accuracy, " + name, it.accuracy()));
    for (Intent intent : Intent.values()) {
      measures.put("calibration error, " + intent.id(), evaluation.calibrationError(intent));
    }
    measures.put("brier", evaluation.brier());
    return new ModelCard(
        set.sha256(),
        crc32(weights.toBytes()),
        Trainer.Recipe.DEFAULT,
        set.training().size(),
        set.test().size(),
        measures);
  }

  static long crc32(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }

  String toJson() {
    String measured =
        measures.entrySet().stream()
            .map(it -> String.format(Locale.ROOT, "    \"%s\": %.4f", it.getKey(), it.getValue()))
            .collect(Collectors.joining(",\n"));
    return """
    {
      "format": "sarai router weights 5",
      "data_sha256": "%s",
      "weights_crc32": "%08x",
      "training_sentences": %d,
      "held_out_sentences": %d,
      "recipe": "%s",
      "measured_on_held_out": {
    %s
      }
    }
    """
        .formatted(dataSha256, weightsCrc32, training, test, recipe, measured);
  }
}
