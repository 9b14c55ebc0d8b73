package sarai.engine.speech;

import java.util.List;
import java.util.Locale;
import sarai.engine.SpeechModel.Segment;

/// Transcripts in the formats that players read.
public final class Subtitles {
  private Subtitles() {}

  /// SubRip: numbered blocks with times such as `00:01:02,345`.
  public static String srt(List<Segment> segments) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < segments.size(); i++) {
      block(out.append(i + 1).append('\n'), segments.get(i), ',');
    }
    return out.toString();
  }

  /// WebVTT: times such as `00:01:02.345`, and no `-->` in a text.
  public static String vtt(List<Segment> segments) {
    StringBuilder out = new StringBuilder("WEBVTT\n\n");
    for (Segment segment : segments) {
      block(out, segment, '.');
    }
    return out.toString();
  }

  private static void block(StringBuilder out, Segment segment, char point) {
    out.append(time(segment.startSeconds(), point))
        .append(" --> ")
        .append(time(segment.endSeconds(), point))
        .append('\n')
        .append(segment.text().replace("-->", "→").replaceAll("\\s*\\R\\s*", " "))
        .append("\n\n");
  }

  private static String time(double seconds, char point) {
    long millis = Math.max(0, Math.round(seconds * 1000));
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d%c%03d",
        millis / 3_600_000,
        millis / 60_000 % 60,
        millis / 1000 % 60,
        point,
        millis % 1000);
  }
}
