package sarai.http;

import java.util.Locale;
import sarai.agent.Heard;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Subtitles;
import sarai.engine.speech.Transcription;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Transcripts as OpenAI's clients read them. Only what was measured is told: segments have times
/// and text.
final class TranscriptJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private TranscriptJson() {}

  /// The whole answer.
  static String text(Heard heard, TranscriptionForm.Format format) {
    Transcription said = heard.transcriptions().getFirst();
    return switch (format) {
      case JSON -> plain(said).toString();
      case TEXT -> said.text() + "\n";
      case SRT -> Subtitles.srt(said.segments());
      case VTT -> Subtitles.vtt(said.segments());
      case VERBOSE_JSON -> verbose(said).toString();
    };
  }

  static String type(TranscriptionForm.Format format) {
    return switch (format) {
      case JSON, VERBOSE_JSON -> "application/json";
      case TEXT, SRT, VTT -> "text/plain; charset=utf-8";
    };
  }

  /// The times are ours beside OpenAI's fields.
  static ObjectNode delta(Segment segment, boolean first) {
    return JSON.objectNode()
        .put("type", "transcript.text.delta")
        .put("delta", first ? segment.text() : " " + segment.text())
        .put("start", segment.startSeconds())
        .put("end", segment.endSeconds());
  }

  /// Language, duration and model are ours beside OpenAI's fields.
  static ObjectNode done(Heard heard) {
    ObjectNode done = JSON.objectNode().put("type", "transcript.text.done");
    Transcription said = heard.transcriptions().getFirst();
    done.setAll(plain(said));
    return done.put("language", said.language())
        .put("duration", said.seconds())
        .put("model", heard.model());
  }

  private static ObjectNode plain(Transcription said) {
    ObjectNode plain = JSON.objectNode().put("text", said.text());
    if (said.reason() != null) {
      plain.put("reason", said.reason().name().toLowerCase(Locale.ROOT));
    }
    return plain;
  }

  private static ObjectNode verbose(Transcription said) {
    ObjectNode verbose =
        JSON.objectNode()
            .put("task", "transcribe")
            .put("language", said.language())
            .put("duration", said.seconds());
    verbose.setAll(plain(said));
    ArrayNode segments = verbose.putArray("segments");
    for (Segment segment : said.segments()) {
      segments
          .addObject()
          .put("id", segments.size() - 1)
          .put("start", segment.startSeconds())
          .put("end", segment.endSeconds())
          .put("text", segment.text());
    }
    return verbose;
  }
}
