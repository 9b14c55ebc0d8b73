package sarai.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.agent.Hearing;
import sarai.chat.ChatRequest;
import sarai.chat.MediaRef;
import sarai.media.MediaException;
import sarai.media.MediaIntake;
import sarai.media.MediaScope;
import sarai.media.MediaSource;

/// What a form of `POST /v1/audio/transcriptions` asks for. Immutable.
///
/// @param sound the spooled upload
record TranscriptionForm(MediaRef sound, Hearing.Wish wish, Format format, boolean stream) {
  private static final int MOST_FIELD_BYTES = 64 << 10;
  private static final String GRANULARITIES = "timestamp_granularities";
  private static final List<String> KNOWN =
      List.of(
          "file",
          "model",
          "language",
          "prompt",
          "response_format",
          "stream",
          "temperature",
          GRANULARITIES + "[]");

  /// ISO 639-1, and Whisper's own code of Javanese.
  private static final Set<String> LANGUAGES =
      Stream.concat(Stream.of(Locale.getISOLanguages()), Stream.of("jw"))
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<String> ON_OR_OFF = Set.of("true", "false");

  /// How the answer is written.
  enum Format {
    JSON,
    TEXT,
    SRT,
    VTT,
    VERBOSE_JSON;

    static Format of(String name) throws ApiException {
      for (Format format : values()) {
        if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
          return format;
        }
      }
      throw bad(
          "'response_format' is '%s': it must be json, text, srt, vtt or verbose_json"
              .formatted(name),
          "response_format");
    }
  }

  /// Reads the parts as they arrive; the file goes to the spool.
  static TranscriptionForm read(Multipart form, MediaIntake intake, MediaScope scope)
      throws ApiException, MediaException, IOException {
    MediaRef sound = null;
    Map<String, String> fields = new HashMap<>();
    Set<String> granularities = new HashSet<>();
    for (Multipart.Part part = form.next(); part != null; part = form.next()) {
      String name = part.name().replaceFirst("\\[]$", "");
      if (name.equals("file") && sound == null) {
        sound = intake.take(new MediaSource.Upload(part.content()), scope);
      } else if (name.equals(GRANULARITIES)) {
        granularities.add(text(part));
      } else if (name.equals("file") || fields.put(name, text(part)) != null) {
        throw bad("'%s' is there twice: send it once".formatted(name), name);
      }
    }
    if (sound == null) {
      throw bad("the form has no 'file': send the sound as a part of that name", "file");
    }
    check(fields, granularities);
    return new TranscriptionForm(
        sound,
        wish(fields),
        Format.of(fields.getOrDefault("response_format", "json")),
        Boolean.parseBoolean(fields.get("stream")));
  }

  private static String text(Multipart.Part part) throws ApiException, IOException {
    byte[] bytes = part.content().readNBytes(MOST_FIELD_BYTES + 1);
    if (bytes.length > MOST_FIELD_BYTES) {
      throw bad(
          "'%s' has more than %d bytes".formatted(part.name(), MOST_FIELD_BYTES), part.name());
    }
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }

  /// A temperature is taken and without effect: the search has its own. What changes the answer and
  /// is not known is refused.
  private static void check(Map<String, String> fields, Set<String> granularities)
      throws ApiException {
    for (String name : fields.keySet()) {
      if (!KNOWN.contains(name)) {
        throw bad("'%s' is unknown; known are %s".formatted(name, String.join(", ", KNOWN)), name);
      }
    }
    for (String granularity : granularities) {
      if (!granularity.equals("segment")) {
        throw bad(
            "'timestamp_granularities[]' is '%s': the engine tells times of segments only"
                .formatted(granularity),
            GRANULARITIES);
      }
    }
    check(fields, "language", LANGUAGES::contains, "an ISO 639-1 code such as es");
    check(fields, "stream", it -> ON_OR_OFF.contains(it.toLowerCase(Locale.ROOT)), "true or false");
    check(fields, "temperature", TranscriptionForm::isTemperature, "a number from 0 to 1");
  }

  /// A field without a value counts as not there.
  private static void check(
      Map<String, String> fields, String name, Predicate<String> right, String what)
      throws ApiException {
    String value = given(fields, name);
    if (value != null && !right.test(value)) {
      throw bad("'%s' is '%s': it must be %s".formatted(name, value, what), name);
    }
  }

  private static boolean isTemperature(String text) {
    try {
      double value = Double.parseDouble(text);
      return value >= 0 && value <= 1;
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private static Hearing.Wish wish(Map<String, String> fields) {
    String model = given(fields, "model");
    return new Hearing.Wish(
        ChatRequest.ROUTED.equals(model) ? null : model,
        given(fields, "language"),
        given(fields, "prompt"));
  }

  private static @Nullable String given(Map<String, String> fields, String name) {
    String value = fields.getOrDefault(name, "");
    return value.isEmpty() ? null : value;
  }

  private static ApiException bad(String message, String param) {
    return new ApiException(ApiError.badRequest(message, param));
  }
}
