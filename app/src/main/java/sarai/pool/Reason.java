package sarai.pool;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;

/// Why a model changes its state: for programs, and in words.
record Reason(Cause cause, String text) {
  @FormatMethod
  static Reason of(Cause cause, String text, Object... values) {
    return new Reason(cause, String.format(Locale.ROOT, text, values));
  }
}
