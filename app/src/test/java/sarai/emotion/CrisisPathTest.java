package sarai.emotion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrisisPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "quiero morirme",
        "Me quiero morir",
        "me quiero suicidar",
        "he pensado en suicidarme",
        "No quiero seguir viviendo",
        "no quiero vivir más",
        "tengo ganas de morirme",
        "voy a acabar con mi vida",
        "estoy pensando en quitarme la vida",
        "todos estarían mejor sin mí",
        "he vuelto a cortarme",
        "ojalá estuviera muerta",
        "no tengo razones para vivir",
        "I want to die",
        "i just want to kill myself",
        "I'm going to end my life tonight",
        "I am suicidal",
        "I have no reason to live",
        "everyone would be better off without me",
        "I've been thinking about killing myself",
        "I wish I were dead",
        "I want to hurt myself",
        "I don’t want to be alive",
        "what is the least painful way to kill yourself",
        "how can I kill myself without pain",
        "cómo puedo suicidarme sin dolor",
        "voy a tirarme por la ventana",
        "I am going to jump off a bridge",
        "quiero desaparecer para siempre",
        "I plan to end my life tomorrow",
        "ya no quiero estar viva",
        "la vida no vale la pena",
        "life is not worth living anymore",
        "I just want to end it all",
        "quiero moriirme",
        "i want to kil myself"
      })
  void recognisesCrisisWords(String text) throws IOException {
    assertThat(CrisisPath.bundled().answer(text, "en")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mi hijo dice que se quiere morir",
        "una amiga me ha dicho que va a suicidarse",
        "mi hermana quiere suicidarse y no sé qué hacer",
        "my friend says she wants to kill herself",
        "my best friend told me that he is going to end his life",
        "my son is suicidal"
      })
  void tellsWhoIsWorriedAboutAnotherWhatToDo(String text) throws IOException {
    assertThat(CrisisPath.bundled().answer(text, "es").orElseThrow()).contains("otra persona");
    assertThat(CrisisPath.bundled().answer(text, "en").orElseThrow()).contains("somebody else");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "translate \"I want to die\" to Spanish",
        "¿cómo se dice \"quiero morirme\" en inglés?",
        "letra de la canción \"quiero morir\"",
        "who sang \"I want to kill myself\"? is there a song",
        "how to kill yourself in Minecraft",
        "cómo matarme en el juego para reaparecer",
        "voy a saltar desde el puente al río con mis primos",
        "quiero saltar de alegría",
        "I'm going to jump off the bridge with a bungee cord",
        "quiero desaparecer para siempre de Instagram",
        "la vida no vale la pena sin chocolate",
        "how do I commit this file",
        "mi jefe dice que va a matar el proyecto",
        "me muero de risa",
        "me quiero morir de vergüenza",
        "quiero morirme de risa con esa peli",
        "¿cómo mato un proceso zombi?",
        "kill the process",
        "this song kills me",
        "I want to die laughing",
        "how do I kill a child process in bash",
        "the service kills itself after 60 s",
        "me mata esta canción",
        "murió el protagonista al final de la serie",
        "explícame qué es el suicidio celular (apoptosis)",
        "Suicide Squad is a film from 2016",
        "quiero cortarme el pelo",
        "I cut myself shaving",
        "no quiero vivir en Madrid",
        "I don't want to live in London",
        "mi perro se murió ayer",
        "quiero matar el proceso de Java",
        "estoy muerto de cansancio",
        "voy a morir de calor",
        "acabar con mi vida social",
        "deadline tomorrow, I'm dead tired",
        "me voy a matar a estudiar",
        "never mind, I will do it myself"
      })
  void letsFiguresOfSpeechAndTechnicalTalkPass(String text) throws IOException {
    assertThat(CrisisPath.bundled().answer(text, "en")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "me duele el pecho",
        "Me duele mucho el pecho",
        "ayuda, me duele el pecho",
        "me duele el pecho y el brazo izquierdo",
        "Tengo una presión fuerte en el pecho que se va al brazo",
        "no puedo respirar",
        "¡Socorro! No puedo respirar bien",
        "mi bebé no respira",
        "mi padre no reacciona",
        "se me cierra la garganta",
        "me he tomado un bote de pastillas",
        "mi hija se ha tomado todas las pastillas",
        "mi madre ha tomado demasiadas pastillas",
        "creo que es una sobredosis",
        "creo que le está dando un ictus a mi madre",
        "se está desangrando",
        "my chest hurts",
        "help, my chest hurts really bad",
        "my chest hurts and my left arm is numb",
        "I'm having chest pains",
        "i cant breathe",
        "I can’t breathe, help",
        "my baby isn't breathing",
        "my throat is closing up",
        "I took too many pills",
        "she swallowed a whole bottle of paracetamol",
        "I think he's having a heart attack",
        "he overdosed",
        "he is bleeding to death"
      })
  void sendsAMedicalEmergencyToTheEmergencyNumbers(String text) throws IOException {
    CrisisPath path = CrisisPath.bundled();
    assertThat(path.answer(text, "es").orElseThrow()).contains("112", "911", "urgencia médica");
    assertThat(path.answer(text, "en").orElseThrow()).contains("911", "999", "medical emergency");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "extraño tanto a mi madre que me duele el pecho",
        "me duele el pecho de tanto reír",
        "Se me cierra la garganta al cantar agudos",
        "me duele la rodilla al bajar escaleras",
        "¿qué diferencia hay entre un infarto y una angina de pecho?",
        "¿por qué duele el pecho en una angina?",
        "no puedo respirar de la risa",
        "sin ti no puedo respirar, así dice la canción",
        "no puedo respirar por la nariz, ¿qué remedio casero hay?",
        "me he tomado un café y una pastilla para la alergia",
        "qué pasa si alguien toma demasiado paracetamol, explícame el mecanismo",
        "me va a dar un infarto con este partido",
        "me está dando un ataque de risa",
        "my chest hurts from laughing",
        "I have a chest freezer",
        "explain why chest pain spreads to the arm",
        "I can't breathe in these jeans",
        "this song makes it hard to breathe",
        "I took too many photos",
        "I took all my pills this morning like the doctor said, when is the next dose?",
        "I overdosed on chocolate",
        "I'm having a heart attack over these prices",
        "having a stroke of luck",
        "the company is bleeding to death",
        "we are bleeding cash"
      })
  void letsOtherTalkOfBodiesPass(String text) throws IOException {
    assertThat(CrisisPath.bundled().answer(text, "en")).isEmpty();
  }

  @Test
  void answersWithHelpLinesOfTheLanguage() throws IOException {
    CrisisPath path = CrisisPath.bundled();
    assertThat(path.answer("quiero morirme", "es").orElseThrow()).contains("024", "112", "988");
    assertThat(path.answer("I want to die", "en").orElseThrow()).contains("988", "116 123");
    assertThat(path.answer("hola", "es")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"quiero morirme. %s", "%s quiero morirme"})
  void readsTheEndsOfATextOfAnyLength(String text) throws IOException {
    String endless = text.formatted("y nada más ".repeat(200_000));
    assertThat(CrisisPath.bundled().answer(endless, "es")).isPresent();
  }

  @Test
  void leavesTheMiddleOfAVeryLongTextUnread() throws IOException {
    String half = "a".repeat(CrisisPath.REACH + 1);
    assertThat(CrisisPath.bundled().answer(half + " quiero morirme " + half, "es")).isEmpty();
  }

  @Test
  void anOperatorCanGiveOtherAnswers() throws IOException {
    CrisisPath path = CrisisPath.bundled().withAnswers("Llama al 600", "Call 600");
    assertThat(path.answer("quiero morirme", "es")).contains("Llama al 600");
    CrisisPath own = path.withEmergencyAnswers("Llama al 061", "Call 061");
    assertThat(own.answer("mi bebé no respira", "es")).contains("Llama al 061");
    assertThat(own.answer("quiero morirme", "es")).contains("Llama al 600");
  }
}
