package sarai.media;

import java.util.ArrayList;
import java.util.List;
import sarai.chat.Content;

/// A clip as a model is sent it: pictures, each after its time. Immutable.
public record PreparedVideo(SamplingPlan plan, MediaProbe probe, List<Frame> frames) {
  public PreparedVideo {
    frames = List.copyOf(frames);
  }

  /// @param text its time, such as `<0.5 seconds>`
  public record Frame(String text, PreparedImage image) {}

  /// The parts that stand for the clip in a message.
  public List<Content> contents() {
    List<Content> parts = new ArrayList<>();
    for (Frame frame : frames) {
      parts.add(new Content.Text(frame.text()));
      parts.add(new Content.Image(frame.image().media()));
    }
    return parts;
  }
}
