package sarai.engine.whisper;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import sarai.engine.whisper.NextToken.Choice;
import sarai.engine.whisper.NextToken.Said;

/// Follows the most probable texts side by side until they end (`BeamSearchDecoder` and
/// `GreedyDecoder` of openai/whisper). Immutable.
///
/// @param ends whether nothing comes after a token
/// @param longest text, in tokens
record Search(NextToken rules, Predicate<Choice> ends, int longest) {

  /// Texts that go on.
  @FunctionalInterface
  interface Speaker {
    /// See [Texts#say].
    float[][] say(int[] parents, int[][] tokens) throws IOException, OrtException;
  }

  /// What may come after a text.
  @FunctionalInterface
  private interface Steps {
    List<Choice> after(float[] logits, Said before);
  }

  /// @param follows which of the texts before it continues
  private record Candidate(int follows, Hypothesis text) {}

  /// The most probable text that `count` beams find; one is greedy.
  ///
  /// @param texts one, which this goes on with
  /// @param logits of its first token
  Hypothesis best(Speaker texts, float[] logits, int count) throws IOException, OrtException {
    return follow(texts, logits, count, (next, before) -> rules.best(next, before, count + 1));
  }

  /// The most probable of `count` texts by chance.
  Hypothesis any(
      Speaker texts, float[] logits, int count, double temperature, RandomGenerator random)
      throws IOException, OrtException {
    Steps steps =
        (next, before) ->
            IntStream.range(0, before.isEmpty() ? count : 1)
                .mapToObj(_ -> rules.any(next.clone(), before, temperature, random))
                .toList();
    return follow(texts, logits, count, steps);
  }

  private Hypothesis follow(Speaker texts, float[] first, int count, Steps steps)
      throws IOException, OrtException {
    List<Hypothesis> done = new ArrayList<>();
    List<Hypothesis> live = List.of(Hypothesis.NOTHING);
    float[][] logits = {first};
    for (int length = 1; ; length++) {
      List<Candidate> next = new ArrayList<>();
      Iterator<Candidate> candidates = candidates(live, logits, steps).iterator();
      while (candidates.hasNext() && next.size() < count) {
        Candidate candidate = candidates.next();
        if (candidate.text().finished()) {
          done.add(candidate.text());
        } else {
          next.add(candidate);
        }
      }
      if (next.isEmpty() || done.size() >= count) {
        break;
      }
      live = next.stream().map(Candidate::text).toList();
      if (length == longest) {
        break;
      }
      logits =
          texts.say(
              next.stream().mapToInt(Candidate::follows).toArray(),
              next.stream().map(it -> new int[] {it.text().lastToken()}).toArray(int[][]::new));
    }
    return (done.isEmpty() ? live : done)
        .stream().max(Comparator.comparingDouble(Hypothesis::mean)).orElseThrow();
  }

  /// The best first.
  private List<Candidate> candidates(List<Hypothesis> live, float[][] logits, Steps steps) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < live.size(); i++) {
      Hypothesis text = live.get(i);
      for (Choice choice : steps.after(logits[i], text.rules())) {
        Hypothesis longer = text.with(choice, said(text.rules(), choice), ends.test(choice));
        candidates.add(new Candidate(i, longer));
      }
    }
    candidates.sort(Comparator.comparingDouble(it -> -it.text().logProbability()));
    return candidates;
  }

  private Said said(Said before, Choice choice) {
    int time = choice.token() - rules.firstTime();
    return time >= 0 ? before.withTime(time) : before.withWord();
  }
}
