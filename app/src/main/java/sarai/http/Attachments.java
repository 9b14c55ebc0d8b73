package sarai.http;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sarai.chat.MediaRef;
import sarai.media.MediaException;
import sarai.media.MediaIntake;
import sarai.media.MediaScope;
import sarai.media.MediaSource;
import tools.jackson.databind.node.ObjectNode;

/// The files that came with a form, by their names: a message refers to one as `attachment:NAME`.
/// Used by one thread.
final class Attachments {
  /// The field of a form that holds the JSON of the request.
  static final String REQUEST = "request";

  private static final String SCHEME = "attachment:";

  private final Map<String, MediaRef> files = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  /// Spools the files of a form as they arrive.
  ///
  /// @return the request itself, which may stand before or after them
  ObjectNode read(Multipart form, Bodies bodies, MediaIntake intake, MediaScope scope)
      throws ApiException, MediaException, IOException {
    ObjectNode request = null;
    for (Multipart.Part part = form.next(); part != null; part = form.next()) {
      if (part.name().equals(REQUEST)) {
        request = bodies.object(part);
      } else if (files.containsKey(part.name())) {
        throw bad("two files are called '%s'".formatted(part.name()), part.name());
      } else {
        files.put(part.name(), intake.take(new MediaSource.Upload(part.content()), scope));
      }
    }
    if (request == null) {
      throw bad("the form has no field '%s' with the JSON".formatted(REQUEST), REQUEST);
    }
    return request;
  }

  /// The file that a reference names; null when it is no `attachment:` at all.
  @Nullable MediaRef find(String reference) throws ApiException {
    if (!reference.startsWith(SCHEME)) {
      return null;
    }
    String name = reference.substring(SCHEME.length());
    MediaRef file = files.get(name);
    if (file == null) {
      throw bad("the form has no file '%s' but %s".formatted(name, files.keySet()), name);
    }
    used.add(name);
    return file;
  }

  /// A file that nothing refers to is a slip of the client, which would get a blind answer.
  void requireAllUsed() throws ApiException {
    for (String name : files.keySet()) {
      if (!used.contains(name)) {
        throw bad(
            "nothing refers to the file '%1$s': write attachment:%1$s in a message".formatted(name),
            name);
      }
    }
  }

  private static ApiException bad(String message, String name) {
    return new ApiException(ApiError.badRequest(message, name));
  }
}
