package sarai.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.SaraiConfig;

/// Which configured models may take which route, best first. Immutable.
final class Crew {
  private final Map<String, ModelConfig> models;
  private final SaraiConfig.Variants variants;

  Crew(SaraiConfig config) {
    models = config.models();
    variants = config.routing().multimodalVariantSelection();
  }

  /// The model that takes a route: the first, or the first warm one where any of them does well.
  ///
  /// @throws UnroutableException when no model may take it
  String member(Route route, Predicate<String> warm) {
    List<String> able = able(route);
    if (able.isEmpty()) {
      throw new UnroutableException(
          "no model takes the route '%s': configure one with the role %s (have %s)"
              .formatted(route.id(), wanted(route), models.keySet()));
    }
    return able.stream().filter(warm).findFirst().orElse(able.getFirst());
  }

  private static String wanted(Route route) {
    return switch (route) {
      case Route.Vision _ -> "vision";
      case Route.Audio _ -> "audio";
      case Route.Expert _, Route.Rag _, Route.Empathy _ -> "expert or tiny";
      case Route.Tiny _ -> "tiny or expert";
    };
  }

  /// The route that a model stands for when it is named.
  ///
  /// @throws UnroutableException for an id that is unknown or does not answer chats
  Route routeOf(String id, RouteQuery.Attachments media) {
    ModelConfig model = models.get(id);
    if (model == null) {
      throw new UnroutableException("no model '" + id + "'; there are " + models.keySet());
    }
    return switch (model.role()) {
      case VISION -> new Route.Vision(media.video());
      case AUDIO -> new Route.Audio();
      case EXPERT -> new Route.Expert();
      case TINY -> new Route.Tiny();
      case SPEECH, EMBEDDINGS ->
          throw new UnroutableException(
              "model '" + id + "' has the role " + model.role() + " and answers no chat");
    };
  }

  /// Whether the audio model may answer speech from the sound itself.
  boolean hearsSpeech() {
    String audio = audio();
    return audio != null && model(audio).shape().understandsSpeech();
  }

  boolean has(Route route) {
    return !able(route).isEmpty();
  }

  /// What is remembered of a conversation, unless its model may not take its route any more:
  /// another configuration came between the turns.
  Session known(Session session) {
    Route route = session.route();
    String model = session.model();
    boolean lost = route != null && model != null && !able(route).contains(model);
    return lost ? Session.NEW : session;
  }

  /// The models that do a route well, best first. An equal that is warm is taken before a cold
  /// first: for tiny every stronger one, for the expert and vision only others of the same role.
  private List<String> able(Route route) {
    return switch (route) {
      case Route.Vision _ -> first(visionId(), roles(ModelRole.VISION).stream().limit(1).toList());
      case Route.Audio _ -> first(audio(), List.of());
      case Route.Expert _ -> orElse(roles(ModelRole.EXPERT), roles(ModelRole.TINY));
      case Route.Rag _ -> orElse(roles(ModelRole.EXPERT), roles(ModelRole.TINY));
      case Route.Empathy _ -> empathy();
      case Route.Tiny _ -> tiny();
    };
  }

  private List<String> empathy() {
    SaraiConfig.EmpathyVariant chosen = variants.empathy();
    if (chosen != null) {
      return first(chosen.model(), List.of());
    }
    if (hearsSpeech()) {
      return first(audio(), List.of());
    }
    return orElse(roles(ModelRole.EXPERT), roles(ModelRole.TINY));
  }

  private List<String> tiny() {
    List<String> able = new ArrayList<>(roles(ModelRole.TINY));
    able.addAll(roles(ModelRole.EXPERT));
    return able;
  }

  private @Nullable String visionId() {
    SaraiConfig.VisionVariant chosen = variants.vision();
    return chosen == null ? null : chosen.model();
  }

  private @Nullable String audio() {
    SaraiConfig.AudioVariant chosen = variants.audio();
    if (chosen != null) {
      return chosen.model();
    }
    return roles(ModelRole.AUDIO).stream().findFirst().orElse(null);
  }

  private ModelConfig model(String id) {
    ModelConfig model = models.get(id);
    if (model == null) {
      throw new UnroutableException(
          "routing names the model '" + id + "'; there are " + models.keySet());
    }
    return model;
  }

  private List<String> roles(ModelRole role) {
    return models.values().stream().filter(it -> it.role() == role).map(ModelConfig::id).toList();
  }

  private static List<String> first(@Nullable String chosen, List<String> others) {
    return chosen == null ? others : List.of(chosen);
  }

  private static List<String> orElse(List<String> ids, List<String> others) {
    return ids.isEmpty() ? others : ids;
  }
}
