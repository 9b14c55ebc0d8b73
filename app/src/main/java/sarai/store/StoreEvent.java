package sarai.store;

import org.jspecify.annotations.Nullable;

/// Something that happened while files were fetched, for progress bars and plain lines. Immutable.
public sealed interface StoreEvent {
  /// What it is about: a file or a program, as people name it.
  String file();

  /// The transfer began.
  ///
  /// @param done bytes that an earlier attempt left here
  /// @param total bytes, or -1 when unknown
  record Began(String file, String source, long done, long total) implements StoreEvent {}

  /// More bytes are here. After a server that cannot resume, `done` may be less than before.
  ///
  /// @param done bytes
  /// @param total bytes, or -1 when unknown
  record Advanced(String file, long done, long total) implements StoreEvent {}

  /// A step other than a transfer began, such as a conversion or a check.
  record Working(String file, String step) implements StoreEvent {}

  /// A connection failed and is tried again from where it was.
  record Retrying(String file, String reason) implements StoreEvent {}

  /// A source could not be used.
  ///
  /// @param next the source tried now, or null when it was the last
  record Refused(String file, String source, String reason, @Nullable String next)
      implements StoreEvent {}

  /// It is here, verified.
  record Finished(String file, long bytes) implements StoreEvent {}
}
