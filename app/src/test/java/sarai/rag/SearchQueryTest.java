package sarai.rag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.chat.ChatRequest;
import sarai.chat.Content;
import sarai.chat.Message;
import sarai.chat.Role;

class SearchQueryTest {
  private static SearchQuery query(String... asked) {
    List<Message> messages = List.of(asked).stream().map(Message::user).toList();
    return Objects.requireNonNull(SearchQuery.of(ChatRequest.of(messages.toArray(Message[]::new))));
  }

  @ParameterizedTest
  @CsvSource({
    "¿Quién ganó la liga?, ES",
    "quien gano la liga de este año, ES",
    "precio del bitcoin hoy, ES",
    "noticias de Sevilla, ES",
    "Who won the league?, EN",
    "bitcoin price today, EN",
    "weather in Málaga now, EN",
    "Python 3.14, EN"
  })
  void tellsTheLanguagesApart(String text, Tongue tongue) {
    assertThat(query(text).tongue()).isEqualTo(tongue);
  }

  @Test
  void aShortQuestionLeansOnTheOneBeforeIt() {
    assertThat(query("¿Qué tiempo hace hoy en Sevilla?", "¿Y en Madrid?").text())
        .isEqualTo("¿Qué tiempo hace hoy en Sevilla? ¿Y en Madrid?");
  }

  @Test
  void aWholeQuestionStandsAlone() {
    assertThat(query("Hola", "¿Qué tiempo  hace\nhoy en Sevilla?").text())
        .isEqualTo("¿Qué tiempo hace hoy en Sevilla?");
  }

  @Test
  void ofALongTextTheSentencesThatAskAreKept() {
    String story = "Ayer fui al banco y me dijeron muchas cosas. ".repeat(10);
    assertThat(query(story + "¿Cuánto está el euríbor hoy? Gracias.").text())
        .isEqualTo("Cuánto está el euríbor hoy?");
    assertThat(query("palabra ".repeat(100)).text()).hasSizeLessThanOrEqualTo(200).endsWith("bra");
  }

  @Test
  @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLongTextWithoutASentenceIsReadOnce() {
    assertThat(query("palabra ".repeat(50_000)).text()).hasSizeLessThanOrEqualTo(200);
    assertThat(query("palabra ".repeat(50_000) + "?").text()).startsWith("palabra palabra");
  }

  @Test
  void withoutTextThereIsNothingToSearch() {
    assertThat(SearchQuery.of(ChatRequest.of(Message.system("be kind")))).isNull();
    assertThat(SearchQuery.of(ChatRequest.of(Message.of(Role.USER, new Content.Text(" ")))))
        .isNull();
  }
}
