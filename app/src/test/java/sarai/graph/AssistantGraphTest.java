package sarai.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sarai.agent.AnswerException;
import sarai.chat.ChatEvent;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.chat.Role;
import sarai.feedback.RunRecord;
import sarai.media.VoiceActivity;

class AssistantGraphTest {
  private final Rig rig;

  AssistantGraphTest() throws Exception {
    rig = new Rig();
  }

  @Test
  void photoAndVoiceNoteAndTextAreOneQuestionToVision() throws Exception {
    rig.says("y dime de qué color es");
    Rig.Asked asked =
        rig.ask(
            ChatRequest.of(
                Message.system("Sé breve."),
                Message.of(Role.USER, Rig.audio(), Rig.text("Antes")),
                Message.of(Role.ASSISTANT, Rig.text("Hola")),
                Message.of(Role.USER, Rig.text("¿Qué ves?"), Rig.image(), Rig.audio())));
    assertThat(rig.asked).hasSize(1);
    assertThat(asked.agent()).isEqualTo("vision");
    assertThat(asked.request().messages().getLast().text())
        .isEqualTo("¿Qué ves?\ny dime de qué color es");
    assertThat(asked.request().messages().getLast().content())
        .hasAtLeastOneElementOfType(Content.Image.class)
        .doesNotHaveAnyElementsOfTypes(Content.Audio.class);
    assertThat(asked.request().messages().get(1).text()).isEqualTo("[sound]\nAntes");
  }

  @Test
  void picturesGoStraightToVisionWithoutClassifying() throws Exception {
    rig.ask(Rig.image(), Rig.text("¿Qué ves?"));
    assertThat(record("run1").nodes())
        .extracting(RunRecord.Node::name)
        .containsExactly("detect_input_type", "generate_vision", "enhance_emotion", "feedback");
    assertThat(record("run1").scores()).isNull();
  }

  @Test
  void spokenHardQuestionReachesTheExpertInWords() throws Exception {
    rig.says("Implementa un árbol AVL en Java y explica las rotaciones");
    Rig.Asked asked = rig.ask(Rig.audio());
    assertThat(asked.agent()).isEqualTo("expert");
    assertThat(asked.request().messages().getLast().text()).startsWith("Implementa un árbol");
  }

  @Test
  void eachOfTwoVoiceNotesIsReadOnceAndInItsPlace() throws Exception {
    rig.says("Implementa un árbol AVL en Java", "y explica las rotaciones");
    Rig.Asked asked = rig.ask(Rig.audio(), Rig.text("con pruebas"), Rig.audio());
    assertThat(asked.request().messages().getLast().text())
        .isEqualTo("Implementa un árbol AVL en Java\ncon pruebas\ny explica las rotaciones");
  }

  @Test
  void soundWithoutWordsAndAQuestionIsHeardAsSound() throws Exception {
    rig.holdsNoWords(VoiceActivity.Reason.MUSIC);
    Rig.Asked asked = rig.ask(Rig.audio(), Rig.text("¿Qué oyes?"));
    assertThat(asked.agent()).isEqualTo("audio");
    assertThat(asked.request().messages().getLast().content())
        .hasAtLeastOneElementOfType(Content.Audio.class);
  }

  @Test
  void silenceWithoutAQuestionIsToldAndAsksNoModel() throws Exception {
    rig.holdsNoWords(VoiceActivity.Reason.SILENCE);
    rig.ask(Rig.audio());
    assertThat(rig.asked).isEmpty();
    assertThat(rig.told).contains(new ChatEvent.Answering("sarai"));
    assertThat(record("run1").answeredBy()).isNull();
    assertThat(record("run1").route()).isEqualTo("audio");
    assertThat(record("run1").media().getFirst().sent()).isEqualTo("nothing: no words were heard");
  }

  @Test
  void silenceIsToldWhereNoAudioModelIsConfigured() throws Exception {
    Rig textOnly = Rig.withoutAudioModel();
    textOnly.holdsNoWords(VoiceActivity.Reason.SILENCE);
    textOnly.ask(Rig.audio());
    assertThat(textOnly.told).contains(new ChatEvent.Answering("sarai"));
  }

  @Test
  void soundsThatHoldNoWordsAreNotRecordedAsTranscripts() throws Exception {
    Rig textOnly = Rig.withoutAudioModel();
    textOnly.says("¿Qué hora es?", "");
    textOnly.ask(Rig.audio(), Rig.audio());
    assertThat(textOnly.lastRecord().media())
        .extracting(RunRecord.Media::sent)
        .containsExactly("transcript by whisper", "nothing: no words were heard");
  }

  @Test
  void silenceIsToldInTheLanguageOfTheConversation() throws Exception {
    rig.holdsNoWords(VoiceActivity.Reason.NOISE);
    Message noise = Message.of(Role.USER, Rig.audio());
    Message spoken = Message.of(Role.USER, Rig.audio());
    Message spanish = Message.user("Hola, ¿me ayudas a preparar la cena de esta noche?");
    Message answer =
        Message.of(Role.ASSISTANT, Rig.text("Claro que sí, ¿qué ingredientes tienes?"));

    rig.ask(ChatRequest.of(spanish, Message.of(Role.ASSISTANT, Rig.text("Sure.")), noise));
    assertThat(said()).contains("la grabación es ruido");
    rig.ask(ChatRequest.of(spoken, answer, noise));
    assertThat(said()).contains("la grabación es ruido");
    assertThat(record("run2").language()).isEqualTo("es");
    rig.ask(ChatRequest.of(Message.user("Can you help me cook dinner tonight?"), noise));
    assertThat(said()).contains("the recording is noise");
  }

  private String said() {
    return rig.told.stream()
        .filter(ChatEvent.Delta.class::isInstance)
        .map(event -> ((ChatEvent.Delta) event).text())
        .collect(Collectors.joining());
  }

  @Test
  void crisisWordsGetTheFixedAnswerLabelledAsNoModels() throws Exception {
    rig.ask(Rig.text("No quiero seguir viviendo, quiero morirme"));
    assertThat(rig.asked).isEmpty();
    assertThat(rig.told)
        .anySatisfy(event ->
            assertThat(event)
                .isInstanceOfSatisfying(
                    ChatEvent.Delta.class, delta -> assertThat(delta.text()).contains("024")));
    assertThat(record("run1").route()).isEqualTo("empathy");
    assertThat(record("run1").model()).isNull();
  }

  @Test
  void aCrisisAnswerIsTheOperatorsOwnWhereThereIsOne() throws Exception {
    Rig own = new Rig("crisis: { answer_es: \"Llama al 600.\" }\n");
    own.ask(Rig.text("No quiero seguir viviendo, quiero morirme"));
    assertThat(own.told).contains(new ChatEvent.Delta("Llama al 600."));
  }

  @Test
  void switchedOffCrisisWordsGoToAModelLikeAnyOthers() throws Exception {
    Rig off = new Rig("crisis: { enabled: false }\n");
    assertThat(off.ask(Rig.text("No quiero seguir viviendo, quiero morirme")).agent())
        .isEqualTo("empathy");
  }

  @Test
  void whatAModelWasNotSentIsSaidInTheRecord() throws Exception {
    rig.shortened = 4;
    rig.ask(Rig.text("Implementa un árbol AVL en Java y explica las rotaciones"));
    assertThat(rig.told).contains(new ChatEvent.Progress.Shortened("sage", 4));
    assertThat(record("run1").leftOut()).isEqualTo(4);
  }

  @Test
  void withoutASpeechModelAnAudioModelThatUnderstandsHearsTheSound() throws Exception {
    rig.deaf = new AnswerException(AnswerException.Kind.NOT_INSTALLED, "no whisper");
    assertThat(rig.ask(Rig.audio(), Rig.text("Responde")).agent()).isEqualTo("audio");
    assertThatThrownBy(() -> rig.ask(Rig.audio(), Rig.image())).hasMessage("no whisper");
  }

  @Test
  void withoutTheAudioModelATextModelAnswersToTheWordsAndTheRecordSaysSo() throws Exception {
    rig.missing = "omni";
    rig.says("Cuéntame un chiste");
    Rig.Asked asked = rig.ask(Rig.audio());
    assertThat(asked.agent()).isEqualTo("tiny");
    assertThat(asked.model()).isEqualTo("small");
    assertThat(asked.request().messages().getLast().text()).isEqualTo("Cuéntame un chiste");
    RunRecord run = record("run1");
    assertThat(run.answeredBy()).isEqualTo("small");
    assertThat(run.fallbacks())
        .containsExactly(new RunRecord.Fallback("omni", "omni is not installed"));
    assertThat(run.why()).contains("«omni»").contains("«small»");
    assertThat(run.media().getFirst().sent()).isEqualTo("transcript by whisper");
    assertThat(run.nodes())
        .anySatisfy(node -> {
          assertThat(node.name()).isEqualTo("generate_audio");
          assertThat(node.outcome()).isEqualTo("fell_back");
        });

    assertThat(rig.ask(Rig.text("Mi abuela murió ayer y no puedo dejar de llorar")).model())
        .isEqualTo("small");
    rig.holdsNoWords(VoiceActivity.Reason.MUSIC);
    assertThatThrownBy(() -> rig.ask(Rig.audio(), Rig.text("¿Qué oyes?")))
        .hasMessage("omni is not installed");
  }

  @Test
  void forcedModelGetsTheRequestUntouched() throws Exception {
    ChatRequest request =
        ChatRequest.of(Message.user("¡Estoy muy triste y llorando!")).withModel("sage");
    assertThat(rig.ask(request).request()).isEqualTo(request);
    assertThatThrownBy(() -> rig.ask(request.withModel("whisper")))
        .isInstanceOfSatisfying(
            AnswerException.class,
            e -> assertThat(e.kind()).isEqualTo(AnswerException.Kind.BAD_REQUEST));
    assertThatThrownBy(() -> rig.ask(request.withModel("nobody")))
        .isInstanceOfSatisfying(
            AnswerException.class,
            e -> assertThat(e.kind()).isEqualTo(AnswerException.Kind.UNKNOWN_MODEL));
  }

  @Test
  void toneComesLastInTheSystemContextAndTheClientsOwnWordsStay() throws Exception {
    Rig.Asked asked =
        rig.ask(
            ChatRequest.of(
                Message.system("Eres un poeta."),
                Message.user("Mi abuela murió ayer y no puedo dejar de llorar")));
    assertThat(asked.request().messages().getFirst().text())
        .startsWith("Eres un poeta.\n\n")
        .endsWith("El tono no cambia los datos, el código ni las citas.");
  }

  @Test
  void earlierPicturesDoNotKeepATextModelFromAnswering() throws Exception {
    Rig.Asked asked =
        rig.ask(
            ChatRequest.of(
                Message.of(Role.USER, Rig.image(), Rig.text("¿Qué ves?")),
                Message.of(Role.ASSISTANT, Rig.text("Un círculo")),
                Message.user("Cuéntame un chiste")));
    assertThat(asked.agent()).isEqualTo("tiny");
    assertThat(asked.request().messages().stream().flatMap(it -> it.content().stream()))
        .hasOnlyElementsOfType(Content.Text.class);
  }

  @Test
  void failedRunIsRecordedToo() throws Exception {
    assertThatThrownBy(() -> rig.ask(ChatRequest.of(Message.user("hola")).withModel("nobody")))
        .isInstanceOf(AnswerException.class);
    assertThat(record("run1").why()).contains("there is no model 'nobody'");
    assertThat(record("run1").nodes())
        .containsExactly(
            new RunRecord.Node(
                "detect_input_type", record("run1").nodes().getFirst().nanos(), "failed"));
  }

  @Test
  void runThatWasGivenUpIsNotRecordedAsAnswered() throws Exception {
    rig.trouble =
        () -> {
          throw new InterruptedException();
        };
    assertThatThrownBy(() -> rig.ask(Rig.text("Cuéntame un chiste")))
        .isInstanceOf(InterruptedException.class);
    assertThat(record("run1").fallbacks())
        .containsExactly(
            new RunRecord.Fallback("small", "given up: the client left or the server is stopping"));
  }

  @Test
  void runThatADefectEndedIsNotRecordedAsAnswered() throws Exception {
    rig.trouble =
        () -> {
          throw new IllegalStateException("a defect");
        };
    assertThatThrownBy(() -> rig.ask(Rig.text("Cuéntame un chiste"))).hasMessage("a defect");
    assertThat(record("run1").fallbacks())
        .containsExactly(new RunRecord.Fallback("small", "ended by a defect; the log has it"));
  }

  @Test
  void recordTellsWhatDecided() throws Exception {
    rig.ask(Rig.text("Implementa un árbol AVL en Java y explica las rotaciones"));
    RunRecord run = record("run1");
    assertThat(run.route()).isEqualTo("expert");
    assertThat(run.answeredBy()).isEqualTo("sage");
    assertThat(run.runnerUp()).isNotNull().isNotEqualTo(run.route());
    assertThat(run.scores()).isNotNull();
    assertThat(run.alpha()).isGreaterThan(0.7);
    assertThat(run.thresholds()).containsEntry("expert_alpha", 0.7);
    assertThat(run.nodes()).hasSize(7);
    assertThat(List.of(run.tokens().prompt(), run.tokens().completion())).isEqualTo(List.of(3, 2));
  }

  private RunRecord record(String id) {
    return rig.feedback.run(id).orElseThrow();
  }
}
