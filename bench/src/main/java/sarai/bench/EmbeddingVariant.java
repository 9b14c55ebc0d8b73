package sarai.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import sarai.route.Evaluation;
import sarai.route.Intent;
import sarai.route.LabelledSentence;
import sarai.route.LabelledSet;
import sarai.route.Scored;
import sarai.route.Scores;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The router's rival: logistic regression on the sentence vectors of a running server's embedding
/// model, over the same split. Full-batch Adam (Kingma and Ba 2015) with L2.
final class EmbeddingVariant {
  private static final int BATCH = 64;
  private static final int STEPS = 400;
  private static final double RATE = 0.05;
  private static final double L2 = 0.01;

  private final URI embeddings;

  /// @param server such as `http://127.0.0.1:7272`
  EmbeddingVariant(String server) {
    embeddings = URI.create(server).resolve("/v1/embeddings");
  }

  /// @param accuracy on the held-out part
  /// @param micros for one sentence at a time, with the request
  record Result(Evaluation accuracy, List<Double> micros) {}

  Result measure(LabelledSet set) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      double[][] known = vectors(client, set.training());
      double[][] asked = vectors(client, set.test());
      standardise(known, asked);
      Map<Intent, double[]> weights = new EnumMap<>(Intent.class);
      for (Intent intent : Intent.values()) {
        weights.put(intent, fit(known, labels(set.training(), intent)));
      }
      List<Scored> scored = new ArrayList<>();
      for (int i = 0; i < asked.length; i++) {
        scored.add(new Scored(set.test().get(i), scores(weights, asked[i])));
      }
      return new Result(new Evaluation(scored), times(client, set.test()));
    }
  }

  private List<Double> times(HttpClient client, List<LabelledSentence> sentences)
      throws IOException, InterruptedException {
    List<Double> micros = new ArrayList<>();
    for (LabelledSentence sentence : sentences.subList(0, Math.min(200, sentences.size()))) {
      long began = System.nanoTime();
      vectors(client, List.of(sentence));
      micros.add((System.nanoTime() - began) / 1e3);
    }
    return micros;
  }

  private double[][] vectors(HttpClient client, List<LabelledSentence> sentences)
      throws IOException, InterruptedException {
    double[][] vectors = new double[sentences.size()][];
    for (int from = 0; from < vectors.length; from += BATCH) {
      int until = Math.min(vectors.length, from + BATCH);
      JsonNode data = embed(client, sentences.subList(from, until));
      for (int i = from; i < until; i++) {
        JsonNode numbers = data.path(i - from).path("embedding");
        double[] vector = new double[numbers.size()];
        for (int dimension = 0; dimension < vector.length; dimension++) {
          vector[dimension] = numbers.get(dimension).asDouble();
        }
        vectors[i] = vector;
      }
    }
    return vectors;
  }

  private JsonNode embed(HttpClient client, List<LabelledSentence> sentences)
      throws IOException, InterruptedException {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("model", "embeddings").put("input_type", "query");
    ArrayNode input = body.putArray("input");
    sentences.forEach(sentence -> input.add(sentence.text()));
    HttpRequest request =
        HttpRequest.newBuilder(embeddings)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(embeddings + ": " + response.statusCode() + " " + response.body());
    }
    return JsonMapper.shared().readTree(response.body()).path("data");
  }

  /// Mean 0 and deviation 1 on the training part.
  private static void standardise(double[][] known, double[][] asked) {
    for (int dimension = 0; dimension < known[0].length; dimension++) {
      double sum = 0;
      double squares = 0;
      for (double[] vector : known) {
        sum += vector[dimension];
        squares += vector[dimension] * vector[dimension];
      }
      double mean = sum / known.length;
      double deviation = Math.sqrt(Math.max(1e-12, squares / known.length - mean * mean));
      for (double[][] part : List.of(known, asked)) {
        for (double[] vector : part) {
          vector[dimension] = (vector[dimension] - mean) / deviation;
        }
      }
    }
  }

  private static double[] labels(List<LabelledSentence> sentences, Intent intent) {
    return sentences.stream().mapToDouble(sentence -> sentence.label(intent)).toArray();
  }

  /// One weight for each dimension; the last is the bias.
  private static double[] fit(double[][] vectors, double[] labels) {
    double[] weights = new double[vectors[0].length + 1];
    double[] means = new double[weights.length];
    double[] squares = new double[weights.length];
    for (int step = 1; step <= STEPS; step++) {
      double[] gradient = gradient(vectors, labels, weights);
      for (int i = 0; i < weights.length; i++) {
        means[i] = 0.9 * means[i] + 0.1 * gradient[i];
        squares[i] = 0.999 * squares[i] + 0.001 * gradient[i] * gradient[i];
        double mean = means[i] / (1 - Math.pow(0.9, step));
        double square = squares[i] / (1 - Math.pow(0.999, step));
        weights[i] -= RATE * mean / (Math.sqrt(square) + 1e-8);
      }
    }
    return weights;
  }

  private static double[] gradient(double[][] vectors, double[] labels, double[] weights) {
    double[] gradient = new double[weights.length];
    int bias = weights.length - 1;
    for (int n = 0; n < vectors.length; n++) {
      double error = (probability(weights, vectors[n]) - labels[n]) / vectors.length;
      for (int i = 0; i < bias; i++) {
        gradient[i] += error * vectors[n][i];
      }
      gradient[bias] += error;
    }
    for (int i = 0; i < bias; i++) {
      gradient[i] += L2 * weights[i];
    }
    return gradient;
  }

  private static double probability(double[] weights, double[] vector) {
    double logit = weights[vector.length];
    for (int i = 0; i < vector.length; i++) {
      logit += weights[i] * vector[i];
    }
    return 1 / (1 + Math.exp(-logit));
  }

  private static Scores scores(Map<Intent, double[]> weights, double[] vector) {
    return new Scores(
        probability(of(weights, Intent.HARD), vector),
        probability(of(weights, Intent.SOFT), vector),
        probability(of(weights, Intent.WEB_QUERY), vector));
  }

  private static double[] of(Map<Intent, double[]> weights, Intent intent) {
    return Objects.requireNonNull(weights.get(intent));
  }
}
