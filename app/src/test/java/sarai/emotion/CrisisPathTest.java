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
        "I don’t want to be alive"
      })
  void recognisesCrisisWords(String text) throws IOException {
    assertThat(CrisisPath.bundled().concerns(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
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
    assertThat(CrisisPath.bundled().concerns(text)).isFalse();
  }

  @Test
  void answersWithHelpLinesOfTheLanguage() throws IOException {
    CrisisPath path = CrisisPath.bundled();
    assertThat(path.answer("quiero morirme", "es").orElseThrow()).contains("024", "112", "988");
    assertThat(path.answer("I want to die", "en").orElseThrow()).contains("988", "116 123");
    assertThat(path.answer("hola", "es")).isEmpty();
  }

  @Test
  void anOperatorCanGiveOtherAnswers() throws IOException {
    CrisisPath path = CrisisPath.bundled().withAnswers("Llama al 600", "Call 600");
    assertThat(path.answer("quiero morirme", "es")).contains("Llama al 600");
  }
}
