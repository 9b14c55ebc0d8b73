package sarai.engine.whisper;

import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import sarai.engine.SpeechModel.Segment;
import sarai.media.AudioLevel;

/// The worker's side of a conversation: computes one span at a time. Used by one thread.
final class Listener {
  private static final System.Logger LOG = System.getLogger(Listener.class.getName());
  static final int RATE = 16_000;
  private static final int SHORTEST = RATE * 11 / 10;
  private static final int LONGEST = 30 * RATE;

  private final WhisperLibrary whisper;
  private final Languages languages;
  private final DataOutputStream out;

  Listener(WhisperLibrary whisper, List<String> languages, DataOutputStream out)
      throws IOException {
    this.whisper = whisper;
    this.languages = Languages.of(languages);
    this.out = out;
  }

  /// Searches once for words, so that everything is in memory before the model says it is ready.
  /// The library's first search finds worse words than any later one, and takes longer (ADR 0065).
  /// A single pass: silence would make it try at every temperature.
  void warmUp() throws IOException {
    whisper.search(Decoding.of(SHORTEST, languages.first()).once(), new float[SHORTEST]);
  }

  void answer(WorkerMessage request) throws IOException {
    if (!(request instanceof WorkerMessage.Listen listen)) {
      throw new IOException("a parent does not say " + request);
    }
    try {
      if (listen.samples() == 0) {
        Decoding brief = Decoding.of(SHORTEST, languages.first()).once();
        Reading silence = whisper.hear(brief, languages, new float[SHORTEST]);
        WorkerMessage.write(out, new WorkerMessage.Finished(silence.language()));
      } else {
        answer(listen, samples(listen));
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a span was not heard", e);
      WorkerMessage.write(out, new WorkerMessage.Failed(String.valueOf(e.getMessage())));
    }
  }

  private void answer(WorkerMessage.Listen listen, float[] samples) throws IOException {
    Languages heard =
        listen.language() == null ? languages : Languages.of(List.of(listen.language()));
    Decoding how = Decoding.of(samples.length, heard.first()).withPrompt(listen.prompt());
    Reading reading = whisper.hear(how, heard, samples);
    double end = (double) listen.samples() / RATE;
    for (Segment segment : reading.segments()) {
      double from = Math.min(end, segment.startSeconds());
      double to = Math.min(end, segment.endSeconds());
      WorkerMessage.write(out, new WorkerMessage.Heard(from, Math.max(from, to), segment.text()));
    }
    WorkerMessage.write(out, new WorkerMessage.Finished(reading.language()));
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
