package sarai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.Consumer;
import sarai.agent.Heard;
import sarai.engine.SpeechModel.Segment;
import sarai.engine.speech.Subtitles;
import sarai.engine.speech.Transcription;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Prints what is said in one file: plain text as it comes, every other format at the end. The
/// subtitles of one of several files are written beside it, where players look for them. Used by
/// one thread.
final class TranscriptPrinter implements Consumer<Segment> {
  private final Shell shell;
  private final Path file;
  private final Format format;
  private final boolean alone;
  private boolean headed;

  /// @param alone whether no other file is printed
  TranscriptPrinter(Shell shell, Path file, Format format, boolean alone) {
    this.shell = shell;
    this.file = file;
    this.format = format;
    this.alone = alone;
  }

  /// How a transcript is written.
  enum Format {
    TEXT,
    JSON,
    SRT,
    VTT
  }

  /// @throws CommandException when the subtitles would take the place of another file
  void requireRoom() throws CommandException {
    if (isWritten() && Files.exists(beside())) {
      throw new CommandException(
          ExitCode.FAILED, shell.messages().text("transcribe.exists", beside()));
    }
  }

  @Override
  public void accept(Segment segment) {
    if (format == Format.TEXT) {
      head();
      shell.out().println(segment.text());
      shell.out().flush();
    } else if (shell.terminal()) {
      shell.err().print(String.format(Locale.ROOT, "\r%.0f s", segment.endSeconds()));
      shell.err().flush();
    }
  }

  void end(Heard heard) throws IOException {
    Transcription said = heard.transcriptions().getFirst();
    if (said.reason() != null) {
      String reason = shell.messages().text("silence." + reason(said));
      shell.tell("transcribe.nothing", file, reason);
    }
    switch (format) {
      case TEXT -> head();
      case JSON -> shell.out().println(json(heard, said));
      case SRT -> subtitles(Subtitles.srt(said.segments()));
      case VTT -> subtitles(Subtitles.vtt(said.segments()));
    }
  }

  /// A file's name before its text, where there is more than one.
  private void head() {
    if (!alone && !headed) {
      shell.out().println(file + ":");
      headed = true;
    }
  }

  private void subtitles(String text) throws IOException {
    if (isWritten()) {
      Files.writeString(beside(), text, StandardOpenOption.CREATE_NEW);
      shell.out().println(beside());
    } else {
      shell.out().print(text);
    }
  }

  private boolean isWritten() {
    return !alone && (format == Format.SRT || format == Format.VTT);
  }

  private Path beside() {
    String name = String.valueOf(file.getFileName()).replaceFirst("(?<=.)\\.[^.]*$", "");
    return file.resolveSibling(name + "." + format.name().toLowerCase(Locale.ROOT));
  }

  private ObjectNode json(Heard heard, Transcription said) {
    ObjectNode json =
        new JsonMapper()
            .createObjectNode()
            .put("file", file.toString())
            .put("model", heard.model())
            .put("language", said.language())
            .put("duration", said.seconds())
            .put("text", said.text());
    if (said.reason() != null) {
      json.put("reason", reason(said));
    }
    ArrayNode segments = json.putArray("segments");
    for (Segment segment : said.segments()) {
      segments
          .addObject()
          .put("start", segment.startSeconds())
          .put("end", segment.endSeconds())
          .put("text", segment.text());
    }
    return json;
  }

  private static String reason(Transcription silent) {
    return String.valueOf(silent.reason()).toLowerCase(Locale.ROOT);
  }
}
