package sarai.route;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the policy looks at. Immutable.
///
/// @param text the question, or the transcript of what was said
/// @param media what came with it
/// @param forcedModel the model id asked for by name; null leaves the choice to the router
/// @param session what is known of the conversation
/// @param warm tells whether a model id could answer at once; consulted only when quality allows
public record RouteQuery(
    String text,
    Attachments media,
    @Nullable String forcedModel,
    Session session,
    Predicate<String> warm) {

  /// What came with the text.
  public record Attachments(boolean image, boolean video, Sound sound) {
    public static final Attachments NONE = new Attachments(false, false, Sound.NONE);
  }

  /// A sound that came with the text.
  public enum Sound {
    NONE,
    /// Not listened to yet.
    UNHEARD,
    /// Its words are the text.
    SPEECH,
    /// It holds no words: the audio model must hear it.
    NO_SPEECH
  }

  /// A text alone, all models warm.
  public static RouteQuery of(String text) {
    return new RouteQuery(text, Attachments.NONE, null, Session.NEW, _ -> true);
  }

  public RouteQuery with(Attachments attached) {
    return new RouteQuery(text, attached, forcedModel, session, warm);
  }

  public RouteQuery forcing(@Nullable String model) {
    return new RouteQuery(text, media, model, session, warm);
  }

  public RouteQuery in(Session known) {
    return new RouteQuery(text, media, forcedModel, known, warm);
  }

  public RouteQuery warm(Predicate<String> isWarm) {
    return new RouteQuery(text, media, forcedModel, session, isWarm);
  }
}
