package sarai.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.Priority;
import sarai.config.Protocol;
import sarai.config.SaraiConfig;
import sarai.route.RouteDecision.Basis;
import sarai.route.RouteQuery.Attachments;
import sarai.route.RouteQuery.Sound;
import sarai.units.Bytes;

class RoutePolicyTest {
  private static final String CODE = "Implementa un árbol AVL en Java y explica las rotaciones";
  private static final String SAD = "Mi abuela murió ayer y no puedo dejar de llorar";
  private static final String WEATHER = "¿Va a llover mañana en Bilbao?";
  private static final String JOKE = "Cuéntame un chiste";

  private static final IntentScorer SCORER = IntentScorer.load();
  private final RoutePolicy policy = policy(true, null);

  @Test
  void imageGoesToTheVisionAgent() {
    RouteDecision decision =
        policy.decide(RouteQuery.of(SAD).with(new Attachments(true, false, Sound.SPEECH)));
    assertThat(decision.route()).isEqualTo(new Route.Vision(false));
    assertThat(decision.model()).isEqualTo("eyes");
    assertThat(decision.basis()).isEqualTo(Basis.MODALITY);
  }

  @Test
  void videoWinsOverImage() {
    RouteDecision decision =
        policy.decide(RouteQuery.of("").with(new Attachments(true, true, Sound.NONE)));
    assertThat(decision.route()).isEqualTo(new Route.Vision(true));
  }

  @Test
  void soundAloneGoesToTheAudioModel() {
    Attachments sound = new Attachments(false, false, Sound.UNHEARD);
    assertThat(policy.decide(RouteQuery.of("").with(sound)).model()).isEqualTo("ears");
  }

  @Test
  void aTranscriptIsRoutedLikeTextAndElseAnsweredByTheAudioModel() {
    Attachments speech = new Attachments(false, false, Sound.SPEECH);
    assertThat(policy.decide(RouteQuery.of(CODE).with(speech)).model()).isEqualTo("sage");
    assertThat(policy.decide(RouteQuery.of(JOKE).with(speech)).model()).isEqualTo("ears");
  }

  @Test
  void anAudioModelThatUnderstandsNoSpeechIsNotAskedToAnswerIt() {
    RoutePolicy deaf = policy(false, null);
    Attachments speech = new Attachments(false, false, Sound.SPEECH);
    assertThat(deaf.decide(RouteQuery.of(JOKE).with(speech)).model()).isEqualTo("small");
    assertThat(deaf.decide(RouteQuery.of(SAD).with(speech)).model()).isEqualTo("sage");
    Attachments beeps = new Attachments(false, false, Sound.NO_SPEECH);
    assertThat(deaf.decide(RouteQuery.of("¿Cuántos pitidos hay?").with(beeps)).model())
        .isEqualTo("ears");
  }

  @Test
  void textGoesByItsScores() {
    assertThat(policy.decide(RouteQuery.of(WEATHER)).route()).isEqualTo(new Route.Rag());
    assertThat(policy.decide(RouteQuery.of(CODE)).route()).isEqualTo(new Route.Expert());
    assertThat(policy.decide(RouteQuery.of(SAD)).route()).isEqualTo(new Route.Empathy());
    assertThat(policy.decide(RouteQuery.of(SAD)).model()).isEqualTo("ears");
    assertThat(policy.decide(RouteQuery.of(JOKE)).route()).isEqualTo(new Route.Tiny());
  }

  @Test
  void aForcedModelIsHonouredWhateverTheText() {
    RouteDecision decision = policy.decide(RouteQuery.of(CODE).forcing("small"));
    assertThat(decision.model()).isEqualTo("small");
    assertThat(decision.basis()).isEqualTo(Basis.FORCED);
    assertThat(decision.runnerUp()).isEqualTo(new Route.Expert());
  }

  @Test
  void anUnknownForcedModelIsRefusedNamingTheOthers() {
    assertThatThrownBy(() -> policy.decide(RouteQuery.of(JOKE).forcing("nobody")))
        .isInstanceOf(UnroutableException.class)
        .hasMessageContaining("nobody")
        .hasMessageContaining("sage");
  }

  @Test
  void explainsItselfInTheLanguageOfTheText() {
    assertThat(policy.decide(RouteQuery.of(WEATHER)).reason()).contains("datos frescos", "> 0.70");
    assertThat(policy.decide(RouteQuery.of("Will it rain in Boston tomorrow?")).reason())
        .contains("fresh facts");
  }

  @Test
  void aFollowUpStaysWithTheExpertForTheConfiguredTurnsOnly() {
    Session session = Session.NEW.after(policy.decide(RouteQuery.of(CODE)), CODE);
    String follow = "pero más corto";
    for (int turn = 0; turn < 3; turn++) {
      RouteDecision decision = policy.decide(RouteQuery.of(follow).in(session));
      assertThat(decision.basis()).as("turn %d", turn).isEqualTo(Basis.STICKY);
      assertThat(decision.model()).isEqualTo("sage");
      session = session.after(decision, follow);
    }
    assertThat(policy.decide(RouteQuery.of(follow).in(session)).basis()).isNotEqualTo(Basis.STICKY);
  }

  @Test
  void aClearChangeOfTopicLeavesTheModelAtOnce() {
    Session session = Session.NEW.after(policy.decide(RouteQuery.of(CODE)), CODE);
    assertThat(policy.decide(RouteQuery.of(WEATHER).in(session)).route())
        .isEqualTo(new Route.Rag());
    assertThat(policy.decide(RouteQuery.of(SAD).in(session)).route())
        .isEqualTo(new Route.Empathy());
    assertThat(policy.decide(RouteQuery.of(JOKE).in(session)).route()).isEqualTo(new Route.Tiny());
  }

  @Test
  void aToolLoopNeverChangesModel() {
    Session session = Session.NEW.after(policy.decide(RouteQuery.of(CODE)), CODE).inToolLoop();
    RouteDecision decision = policy.decide(RouteQuery.of(WEATHER).in(session));
    assertThat(decision.model()).isEqualTo("sage");
    assertThat(decision.basis()).isEqualTo(Basis.TOOL_LOOP);
  }

  @Test
  void roundsOfToolsUseUpNoneOfTheTurnsThatAreKept() {
    Session session = Session.NEW.after(policy.decide(RouteQuery.of(CODE)), CODE);
    for (int round = 0; round < 3; round++) {
      RouteQuery result = RouteQuery.of("42").in(session.inToolLoop());
      session = session.after(policy.decide(result), "42");
    }
    assertThat(policy.decide(RouteQuery.of("pero más corto").in(session)).basis())
        .isEqualTo(Basis.STICKY);
  }

  @Test
  void aStrongerWarmModelAnswersInsteadOfALoadOfTiny() {
    assertThat(policy.decide(RouteQuery.of(JOKE).warm("sage"::equals)).model()).isEqualTo("sage");
    assertThat(policy.decide(RouteQuery.of(JOKE).warm(_ -> false)).model()).isEqualTo("small");
    assertThat(policy.decide(RouteQuery.of(CODE).warm("small"::equals)).model()).isEqualTo("sage");
  }

  @ParameterizedTest
  @ValueSource(strings = {"今日の天気はどうですか", "今天北京天气怎么样", "Привет"})
  void otherScriptsGoToTheSafeDefault(String text) {
    assertThat(policy.decide(RouteQuery.of(text)).basis()).isEqualTo(Basis.UNFAMILIAR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"42", "👍", "?!"})
  void whatHoldsNoLettersIsOfNoOtherScript(String text) {
    assertThat(policy.decide(RouteQuery.of(text)).basis()).isNotEqualTo(Basis.UNFAMILIAR);
  }

  @Test
  void aWarmModelThatIsPreferredIsToldWithTheColdOne() {
    RouteQuery english = RouteQuery.of("Tell me a joke");
    assertThat(policy.decide(RouteQuery.of(JOKE).warm("sage"::equals)).reason())
        .endsWith(": contesta sage. Ya está cargado, y small no.");
    assertThat(policy.decide(english.warm("sage"::equals)).reason())
        .endsWith(": sage answers. It is loaded already, and small is not.");
    assertThat(policy.decide(english.warm(_ -> false)).reason())
        .endsWith(": small answers; else expert.");
  }

  @Test
  void gibberishGoesToTheSafeDefault() {
    RouteDecision decision = policy.decide(RouteQuery.of("asdkjh qweoiu zxcmnb poiqwe lkjasd"));
    assertThat(decision.basis()).isEqualTo(Basis.UNFAMILIAR);
    assertThat(decision.model()).isEqualTo("sage");
  }

  @Test
  void thresholdsComeFromTheConfiguration() {
    SaraiConfig.EmpathyVariant strict = new SaraiConfig.EmpathyVariant("ears", 1.0);
    assertThat(policy(true, strict).decide(RouteQuery.of(SAD)).route())
        .isNotEqualTo(new Route.Empathy());
  }

  private RoutePolicy policy(boolean hears, SaraiConfig.@Nullable EmpathyVariant empathy) {
    Map<String, ModelConfig> models = new LinkedHashMap<>();
    for (ModelConfig it :
        List.of(
            model("ears", ModelRole.AUDIO, hears),
            model("eyes", ModelRole.VISION, false),
            model("sage", ModelRole.EXPERT, false),
            model("small", ModelRole.TINY, false))) {
      models.put(it.id(), it);
    }
    return new RoutePolicy(config(models, empathy), SCORER);
  }

  private static ModelConfig model(String id, ModelRole role, boolean hears) {
    return new ModelConfig(
        id,
        id,
        role,
        EngineKind.LLAMA,
        new ModelConfig.ModelFiles(null, "main", id + ".gguf", null, List.of(), null, null),
        new ModelConfig.Residence(null, false, false, null, Priority.NORMAL),
        new ModelConfig.Shape(4096, 1, List.of("es", "en"), hears, "", ""),
        new ModelConfig.VisionLimits(32, 4, 1024, 8, 256, 64),
        new ModelConfig.Remote(null, Protocol.OPENAI, null, null, Duration.ofMinutes(2)),
        List.of());
  }

  private static SaraiConfig config(
      Map<String, ModelConfig> models, SaraiConfig.@Nullable EmpathyVariant empathy) {
    return new SaraiConfig(
        new SaraiConfig.Server("127.0.0.1", 0, null, List.of(), Bytes.ofMegabytes(64), 64),
        new SaraiConfig.Memory(null, Bytes.ofMegabytes(256), false),
        new SaraiConfig.Engines(
            new SaraiConfig.Llama(null, null, Duration.ofMinutes(2)),
            new SaraiConfig.Whisper(null),
            new SaraiConfig.Ffmpeg(null)),
        models,
        List.of(),
        new SaraiConfig.Routing(
            new SaraiConfig.Thresholds(0.7, 0.7, 0.7),
            new SaraiConfig.Variants(null, null, empathy),
            3),
        new SaraiConfig.Tone(true, 5, 0.3, 0.15),
        new SaraiConfig.Crisis(true, null, null, null, null),
        new SaraiConfig.Conversation(0.75),
        new SaraiConfig.Media(
            2,
            Bytes.ofMegabytes(20),
            50_000_000,
            Duration.ofHours(2),
            Duration.ofHours(2),
            List.of(),
            new SaraiConfig.RemoteUrls(false, List.of())),
        new SaraiConfig.Cache(true, 1000, Duration.ofHours(24)),
        new SaraiConfig.Rag(null, 8, 4, 6, Duration.ofMinutes(15)),
        new SaraiConfig.Feedback(true, false));
  }
}
