package sarai.rag;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankingTest {
  private static final List<String> SPANISH =
      List.of(
          "El Real Betis ganó la Copa del Rey de 2022 en los penaltis contra el Valencia.",
          "La inflación interanual de España se situó en octubre en el 2,3 %, según el INE.",
          "Para hacer gazpacho se trituran tomates maduros, pepino, pimiento, ajo y aceite de oliva.",
          "El alcalde de Sevilla anunció nuevas líneas de autobús para el próximo año.",
          "Los trenes entre Madrid y Barcelona tardan dos horas y media y salen cada media hora.",
          "El precio de la gasolina bajó esta semana hasta 1,45 euros el litro.",
          "La temperatura máxima en Sevilla será mañana de 31 grados, con cielos despejados.",
          "Los faros de la costa gallega guían a los barcos desde hace siglos.");

  private static final List<String> ENGLISH =
      List.of(
          "Betis won the 2022 Copa del Rey on penalties against Valencia.",
          "Annual inflation in Spain stood at 2.3% in October, the statistics office said.",
          "To make gazpacho, blend ripe tomatoes, cucumber, pepper, garlic and olive oil.",
          "The mayor of Seville announced new bus lines for next year.",
          "Trains between Madrid and Barcelona take two and a half hours.",
          "Petrol prices fell this week to 1.45 euros a litre.",
          "The highest temperature in Seville tomorrow will be 31 degrees under clear skies.",
          "Lighthouses on the Galician coast have guided ships for centuries.");

  private static List<Passage> passages(List<String> texts) {
    List<Passage> passages = new ArrayList<>();
    for (String text : texts) {
      passages.add(new Passage(URI.create("https://example.org/" + passages.size()), "", text));
    }
    return passages;
  }

  private static List<Passage> best(String question, Tongue tongue, List<Passage> passages) {
    try (Words words = Words.of(tongue)) {
      return new Ranking(words).best(question, passages, 3, 2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "¿Quién ganó la Copa del Rey en 2022?|0",
        "quien gano la copa del rey de 2022|0",
        "¿Qué equipos ganaron la copa en 2022?|0",
        "inflacion en España ahora mismo|1",
        "¿Cómo se hace el gazpacho? dime los tomates que lleva|2",
        "¿Qué ha anunciado el alcalde de Sevilla?|3",
        "¿Cuánto tarda el tren de Madrid a Barcelona?|4",
        "precio de la gasolina hoy|5",
        "¿Qué temperatura habrá mañana en Sevilla?|6",
        "barcos y faro de la costa gallega|7",
      })
  void theSpanishPassageThatAnswersComesFirst(String question, int expected) {
    assertThat(best(question, Tongue.ES, passages(SPANISH)).getFirst().text())
        .isEqualTo(SPANISH.get(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Who won the Copa del Rey in 2022?|0",
        "what is the current inflation in Spain|1",
        "How do you make gazpacho with tomato?|2",
        "What did Seville's mayor announce?|3",
        "how long does the train from Madrid to Barcelona take|4",
        "petrol price today|5",
        "What will the temperature in Seville be tomorrow?|6",
        "which ships did the Galician lighthouse guide|7",
      })
  void theEnglishPassageThatAnswersComesFirst(String question, int expected) {
    assertThat(best(question, Tongue.EN, passages(ENGLISH)).getFirst().text())
        .isEqualTo(ENGLISH.get(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "¿Quién escribió Cien años de soledad?, ES",
    "¿Cuántos habitantes tiene Islandia?, ES",
    "Who wrote Moby Dick?, EN",
    "what is the, EN",
    "¿qué hay hoy?, ES"
  })
  void nothingIsRelevantWhenTheWordsAreNotThere(String question, Tongue tongue) {
    assertThat(best(question, tongue, passages(tongue == Tongue.ES ? SPANISH : ENGLISH))).isEmpty();
  }

  @Test
  void onePageDoesNotTakeAllPlacesAndNoTextComesTwice() {
    URI one = URI.create("https://example.org/one");
    URI two = URI.create("https://example.org/two");
    List<Passage> passages =
        List.of(
            new Passage(one, "", "faro faro faro"),
            new Passage(one, "", "faro faro alto"),
            new Passage(one, "", "faro bajo"),
            new Passage(two, "", "faro faro faro"),
            new Passage(two, "", "un faro más"));
    assertThat(best("faro", Tongue.ES, passages))
        .hasSize(3)
        .extracting(Passage::address)
        .containsOnlyOnce(two);
  }

  @Test
  void aTitleCanMakeAPassageRelevant() {
    Passage passage =
        new Passage(URI.create("https://e.org/"), "El tiempo en Sevilla", "31 grados");
    assertThat(best("tiempo en Sevilla hoy", Tongue.ES, List.of(passage))).containsExactly(passage);
  }
}
