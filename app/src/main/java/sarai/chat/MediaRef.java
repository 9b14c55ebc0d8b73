package sarai.chat;

import java.nio.file.Path;
import sarai.units.Bytes;

/// A spooled piece of media: its content hash and the file that holds its bytes.
///
/// @param sha256 hex digest of the file's content, which is also its identity
/// @param file content-addressed spool file, readable while the request lives
/// @param size length of the file
/// @param type what the magic bytes say it is, such as `image/png`; never what a client declared
public record MediaRef(String sha256, Path file, Bytes size, String type) {}
