package sarai.engine.speech;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.MediaRef;
import sarai.chat.Message;
import sarai.chat.Parameters;
import sarai.chat.Role;
import sarai.engine.ChatModel;
import sarai.engine.ChatStream;
import sarai.engine.EngineException;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.SpeechModel.Span;
import sarai.engine.SpeechModel.Transcript;
import sarai.media.Sound;
import sarai.media.WaveOut;
import sarai.units.Bytes;

/// Has an audio language model write down what it hears. It tells no times: a span is one segment.
/// Used by one thread.
public final class AudioModelRecogniser implements Recogniser {
  private static final int MOST_TOKENS = 400;
  private static final String ORDER =
      "Write down exactly what is said in this recording, in the language that is spoken, and"
          + " nothing else.";

  private final ChatModel model;
  private final Function<String, String> languageOf;
  private final Path scratch;

  /// @param languageOf tells the language of a text, ISO 639-1
  /// @param scratch folder for what the model is sent; it exists
  public AudioModelRecogniser(ChatModel model, Function<String, String> languageOf, Path scratch) {
    this.model = model;
    this.languageOf = languageOf;
    this.scratch = scratch;
  }

  @Override
  public Transcript transcribe(Span span, Consumer<Segment> partial)
      throws EngineException, InterruptedException {
    String text = ask(span).strip();
    String given = span.language();
    String language = given == null ? languageOf.apply(text) : given;
    if (text.isEmpty()) {
      return new Transcript(language, List.of());
    }
    Segment segment =
        new Segment(
            (double) span.fromSample() / Sound.RATE, (double) span.toSample() / Sound.RATE, text);
    partial.accept(segment);
    return new Transcript(language, List.of(segment));
  }

  private String ask(Span span) throws EngineException, InterruptedException {
    try {
      Path wave = Files.createTempFile(scratch, "span-", ".wav");
      try {
        WaveOut.write(span.pcm(), span.fromSample(), span.toSample(), wave);
        return answer(wave);
      } finally {
        Files.deleteIfExists(wave);
      }
    } catch (IOException e) {
      throw new EngineException.Unavailable("the spool folder cannot be used", e);
    }
  }

  private String answer(Path wave) throws EngineException, InterruptedException, IOException {
    MediaRef sound = new MediaRef("", wave, Bytes.of(Files.size(wave)), "audio/wav");
    ChatRequest request =
        new ChatRequest(
            ChatRequest.ROUTED,
            List.of(Message.of(Role.USER, new Content.Text(ORDER), new Content.Audio(sound))),
            MOST_TOKENS,
            Parameters.NONE,
            null,
            null);
    StringBuilder text = new StringBuilder();
    try (ChatStream stream = model.chat(request)) {
      for (ChatEvent event = stream.next(); event != null; event = stream.next()) {
        if (event instanceof ChatEvent.Delta delta) {
          text.append(delta.text());
        }
      }
    }
    return text.toString();
  }
}
