package sarai.engine.whisper;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import sarai.engine.SpeechModel.Segment;
import sarai.media.AudioLevel;

/// The worker's side of a conversation: computes one span at a time. Used by one thread.
final class Listener {
  static final int RATE = 16_000;
  private static final int SHORTEST = RATE * 11 / 10;
  private static final int LONGEST = 30 * RATE;

  /// 3.84 s, which with the margin are 256 positions: the least that the installed library
  /// computes.
  private static final int DETECTION = RATE * 384 / 100;

  /// Mean log probability from which the first words are as good as a search's (ADR 0118).
  private static final double SURE = -0.25;

  /// The shortest input that whisper.cpp accepts and does not compute: 10 mel frames.
  private static final int NOTHING = 1760;

  private final WhisperLibrary whisper;
  private final int threads;
  private final Languages languages;
  private final DataOutputStream out;

  Listener(WhisperLibrary whisper, int threads, List<String> languages, DataOutputStream out) {
    this.whisper = whisper;
    this.threads = threads;
    this.languages = new Languages(languages);
    this.out = out;
  }

  /// Searches once for words, so that everything is in memory before the model says it is ready.
  /// The library's first search finds worse words than any later one, and takes longer (ADR 0065).
  /// A single pass: silence would make it try at every temperature.
  void warmUp() throws IOException {
    whisper.compute(decoding(SHORTEST, languages.first()).once(), new float[SHORTEST]);
  }

  void answer(WorkerMessage request) throws IOException {
    if (!(request instanceof WorkerMessage.Listen listen)) {
      throw new IOException("a parent does not say " + request);
    }
    try {
      if (listen.samples() == 0) {
        WorkerMessage.write(out, new WorkerMessage.Finished(detect(new float[SHORTEST])));
      } else {
        answer(listen, samples(listen));
      }
    } catch (IOException e) {
      WorkerMessage.write(out, new WorkerMessage.Failed(String.valueOf(e.getMessage())));
    }
  }

  private void answer(WorkerMessage.Listen listen, float[] samples) throws IOException {
    String language = listen.language() == null ? detect(samples) : listen.language();
    hear(decoding(samples.length, language).withPrompt(listen.prompt()), samples);
    double end = (double) listen.samples() / RATE;
    for (Segment segment : whisper.segments()) {
      double from = Math.min(end, segment.startSeconds());
      double to = Math.min(end, segment.endSeconds());
      WorkerMessage.write(out, new WorkerMessage.Heard(from, Math.max(from, to), segment.text()));
    }
    WorkerMessage.write(out, new WorkerMessage.Finished(language));
  }

  /// A search costs about twice the first words (ADR 0118), and finds better ones only where they
  /// are unsure. A library that does not tell how sure it is searches at once.
  private void hear(Decoding search, float[] samples) throws IOException {
    if (whisper.tellsProbability()) {
      whisper.compute(search.greedy(), samples);
      String text = whisper.segments().stream().map(Segment::text).collect(Collectors.joining());
      if (isSure(text, whisper.meanLogProbability())) {
        return;
      }
    }
    whisper.compute(search, samples);
  }

  /// Words said over and over are sure of themselves too.
  static boolean isSure(String text, double meanLogProbability) {
    return meanLogProbability >= SURE && RepetitionGuard.clean(text).equals(text.strip());
  }

  /// Finds the language in the first seconds, over no more audio context than they need:
  /// whisper.cpp detects with the context of the call before, so one that computes nothing sets it.
  private String detect(float[] samples) throws IOException {
    float[] first = Arrays.copyOf(samples, Math.min(samples.length, DETECTION));
    Decoding told = decoding(first.length, languages.first());
    whisper.compute(told, new float[NOTHING]);
    whisper.compute(told.findingLanguage(), first);
    return languages.nearest(whisper.language());
  }

  private Decoding decoding(int samples, String language) {
    return Decoding.of(samples, threads, language);
  }

  /// The span's samples at a common loudness, with silence behind those that are too short.
  private static float[] samples(WorkerMessage.Listen listen) throws IOException {
    if (listen.samples() < 0 || listen.samples() > LONGEST) {
      throw new IOException("a span of " + listen.samples() + " samples, more than " + LONGEST);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(listen.samples() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(Path.of(listen.pcm()))) {
      long at = listen.fromSample() * Float.BYTES;
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, at + bytes.position()) < 0) {
          throw new IOException("the spool file ends after " + channel.size() + " bytes");
        }
      }
    }
    float[] samples = new float[listen.samples()];
    bytes.flip().asFloatBuffer().get(samples);
    AudioLevel.normalise(samples);
    return samples.length < SHORTEST ? Arrays.copyOf(samples, SHORTEST) : samples;
  }
}
