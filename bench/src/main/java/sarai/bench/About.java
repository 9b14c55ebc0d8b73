package sarai.bench;

import java.util.Map;

/// What each suite asks, in a sentence or two for a reader who knows nothing of this program.
final class About {
  private static final Map<String, String> SUITES =
      Map.ofEntries(
          Map.entry(
              "startup",
              "How long a person waits for the program itself: from starting `sarai serve` until it"
                  + " answers over HTTP, and for the command `sarai ps`; and what it holds in memory"
                  + " before any model is loaded."),
          Map.entry(
              "overhead",
              "What SARAi adds to the engine that does the work. The same request, with the same"
                  + " model and flags, goes in turn to SARAi and to llama-server alone; what is"
                  + " between the two is ours."),
          Map.entry(
              "swap",
              "How long it takes when a model must leave before the one that was asked can come,"
                  + " until the first piece of its answer; against starting the same engine by hand"
                  + " and asking it."),
          Map.entry(
              "memory",
              "Whether the memory ceiling holds. What SARAi and all its engines hold is added up"
                  + " every 50 ms while requests run. (Pss: memory that several processes share is"
                  + " counted once.)"),
          Map.entry(
              "estimates",
              "Before a model is loaded, SARAi says what it will take, from the head of its file;"
                  + " after a first load it has learned. How far off both are."),
          Map.entry(
              "pool",
              "What it costs to decide which models stay in memory, by the number of models: the"
                  + " decision alone, without loading anything (JMH, the usual harness of Java for"
                  + " times so short)."),
          Map.entry(
              "router",
              "Which model should answer a question? The router's choice against what people chose"
                  + " by a written guide, on sentences that it was not trained with; and how long a"
                  + " choice takes. *Blind* sentences were written before the router was tuned."
                  + " *Route changed*: the same sentence without accents, in capitals, with slips of"
                  + " the keyboard or in other words. *Calibration error*: how far a confidence of,"
                  + " say, 80 % is from being right 80 times of 100."),
          Map.entry(
              "vision",
              "Pictures and clips before a model sees them: how fast they are prepared (against"
                  + " Pillow, the usual library of Python), how faithfully (PSNR, in dB: more is"
                  + " better, above 35 the eye sees hardly any difference), and what they cost in"
                  + " memory."),
          Map.entry(
              "speech",
              "Recordings written down: how much time that takes for a second of sound, and how many"
                  + " words are wrong, against the same model without SARAi around it."),
          Map.entry(
              "e2e",
              "The questions of `./sarai demo`, asked over HTTP as any client would: until the first"
                  + " piece of the answer, until its end, and whether it was true. *Cold* is the"
                  + " first time, which loads the model."),
          Map.entry(
              "quality",
              "How often answers are right, by a folder of questions (docs/quality.md). The folder"
                  + " that comes with the program is small and for tiny models: it shows that the"
                  + " measuring works, not how good large models are."),
          Map.entry(
              "fps",
              "How many frames of a clip a second are worth their cost. In drawn clips a shape is"
                  + " seen for a while; it can be named only when a frame was taken in that while."
                  + " *Missed* is what was not named rightly. Coloured bands: where the true share"
                  + " lies in 95 of 100 such studies."),
          Map.entry(
              "empathy",
              "The same sad, glad and angry words to the audio model and to the text model: what each"
                  + " costs, and their answers side by side, without names, in a file for a person to"
                  + " judge."),
          Map.entry(
              "kpi",
              "The ceilings that the program set itself, each with what was measured here. Read the"
                  + " first line: it says which models stood behind the figures."));

  private About() {}

  /// Nothing for a suite that it does not know.
  static String suite(String name) {
    return SUITES.getOrDefault(name, "");
  }
}
