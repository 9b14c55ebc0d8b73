package sarai.chat;

import org.jspecify.annotations.Nullable;

/// One part of a message.
public sealed interface Content {
  /// Plain text as the user wrote it.
  record Text(String text) implements Content {}

  /// A picture.
  record Image(MediaRef media) implements Content {
    /// Stands for one that a model is not sent.
    public static final String NOTE = "[picture]";
  }

  /// A sound: speech or anything else.
  record Audio(MediaRef media) implements Content {
    /// Stands for one that a model is not sent.
    public static final String NOTE = "[sound]";
  }

  /// A clip.
  ///
  /// @param fps frames to look at for each second; null for the configured default
  /// @param startSeconds where to begin; null for the beginning
  /// @param endSeconds where to stop; null for the end
  record Video(
      MediaRef media,
      @Nullable Double fps,
      @Nullable Double startSeconds,
      @Nullable Double endSeconds)
      implements Content {
    /// Stands for one that a model is not sent.
    public static final String NOTE = "[clip]";
  }
}
