package sarai.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the reader and the editor schema know of one configuration key. The key's name is the
/// record component's in snake_case.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {
  /// One sentence for people, shown by editors.
  String doc();

  /// The value when the key is absent, as it would stand in YAML; `null` leaves it null.
  String byDefault() default "null";

  /// Least number allowed, in the key's own unit (bytes for sizes, seconds for durations).
  double min() default Double.NEGATIVE_INFINITY;

  /// Greatest number allowed.
  double max() default Double.POSITIVE_INFINITY;

  /// The YAML key where it differs from the component's name.
  String name() default "";

  /// Regular expression that the text, or each text of a list, must match as a whole.
  String pattern() default "";

  /// What `pattern` allows, for people, as it reads after "is not".
  String form() default "";
}
