package sarai.rag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sarai.config.SaraiConfig;

class WebSearchTest {
  private static final SearchQuery CAPITAL = new SearchQuery("capital de Francia", Tongue.ES);

  private LoopbackWeb web;
  private SearchClient client;
  private WebSearch search;
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");

  @BeforeEach
  void open() throws Exception {
    web = new LoopbackWeb();
    client = new SearchClient(Duration.ofSeconds(5));
    search = new WebSearch(client, web.config(), Duration.ofSeconds(5), () -> now);
  }

  @AfterEach
  void close() {
    client.close();
    web.close();
  }

  private WebSearch impatient(SaraiConfig.Rag config) {
    return new WebSearch(client, config, Duration.ofMillis(150), () -> now);
  }

  private static SaraiConfig.Rag at(String url) {
    return new SaraiConfig.Rag(url, 8, 4, 6, Duration.ofMinutes(15));
  }

  @Test
  void asksInTheQuestionsLanguageForJson() throws Exception {
    web.result("https://es.example/paris", "París & más", "La capital de Francia es París.");
    SearchReply reply = search.search(new SearchQuery("¿capital de Francia & más?", Tongue.ES));
    assertThat(web.searches())
        .containsExactly("q=%C2%BFcapital+de+Francia+%26+m%C3%A1s%3F&format=json&language=es");
    assertThat(reply.hits())
        .singleElement()
        .satisfies(hit -> {
          assertThat(hit.address()).hasToString("https://es.example/paris");
          assertThat(hit.title()).isEqualTo("París & más");
          assertThat(hit.snippet()).isEqualTo("La capital de Francia es París.");
        });
  }

  @Test
  void keepsEachPageOnceAndOnlyWebAddresses() throws Exception {
    web.result("https://www.example.org/a/", "A", "")
        .result("http://example.org/a", "A again", "")
        .result("javascript:alert(1)", "no", "")
        .result("file:///etc/passwd", "no", "")
        .result("not an address", "no", "")
        .result("https://example.org/b#part", "B", "");
    assertThat(search.search(CAPITAL).hits()).extracting(Hit::title).containsExactly("A", "B");
  }

  @Test
  void tellsWhichEnginesWereSilentBesideWhatTheOthersFound() throws Exception {
    web.result("https://example.org/", "A", "").silent("google", "timeout");
    web.silent("bing", "Suspended: too many requests");
    assertThat(search.search(CAPITAL).unresponsive())
        .containsExactly("google: timeout", "bing: Suspended: too many requests");
  }

  @Test
  void failsWhenNoEngineAnswered() {
    web.silent("google", "timeout").silent("bing", "access denied");
    assertThatThrownBy(() -> search.search(CAPITAL))
        .isInstanceOf(SearchException.class)
        .hasMessage("no search engine answered: google: timeout; bing: access denied");
  }

  @Test
  void anEmptyReplyOfLivelyEnginesIsNoFailure() throws Exception {
    assertThat(search.search(CAPITAL).hits()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "403, search.formats",
    "429, server.limiter",
    "404, rag.searxng_url",
    "500, status 500"
  })
  void aRefusalNamesWhatToChange(int status, String named) {
    web.searchAnswers(status, "text/html", "<h1>no</h1>");
    assertThatThrownBy(() -> search.search(CAPITAL))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining(named)
        .hasMessageContaining(web.address());
  }

  @ParameterizedTest
  @CsvSource({"text/html, <html>", "application/json, '{\"a\": 1}'", "application/json, '{'"})
  void whatIsNoSearxngIsSaidToBeNone(String type, String body) {
    web.searchAnswers(200, type, body);
    assertThatThrownBy(() -> search.search(CAPITAL))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining(web.address());
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUpInTime() {
    web.searchAnswers(-1, "", "");
    WebSearch impatient = impatient(web.config());
    assertThatThrownBy(() -> impatient.search(CAPITAL))
        .isInstanceOf(SearchException.class)
        .hasMessageMatching(".*(150 ms|cannot be reached.*timed out).*");
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    WebSearch nobody = impatient(at("http://127.0.0.1:" + port + "/"));
    assertThatThrownBy(() -> nobody.search(CAPITAL))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("127.0.0.1:" + port);
  }

  @ParameterizedTest
  @CsvSource(
      value = {"null", "http://[", "http://a:b"},
      nullValues = "null")
  void withoutAUsableAddressTheKeyIsNamed(String url) {
    WebSearch none = impatient(at(url));
    assertThatThrownBy(() -> none.search(CAPITAL))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("rag.searxng_url");
  }

  @Test
  void searchesOfEveryConfigurationGoThroughOneClient() throws Exception {
    web.result("https://example.org/", "A", "");
    for (int results = 1; results <= 3; results++) {
      SaraiConfig.Rag config =
          new SaraiConfig.Rag(web.address(), results, 4, 6, Duration.ofMinutes(15));
      new WebSearch(client, config, Duration.ofSeconds(5), () -> now).search(CAPITAL);
    }
    assertThat(web.connections()).hasSize(1);
  }

  @Test
  void asksOnceWhileASearchIsFresh() throws Exception {
    web.result("https://example.org/", "A", "");
    search.search(CAPITAL);
    now = now.plus(Duration.ofMinutes(15)).minusNanos(1);
    search.search(new SearchQuery("Capital de FRANCIA", Tongue.ES));
    assertThat(web.searches()).hasSize(1);
    now = now.plusNanos(1);
    search.search(CAPITAL);
    assertThat(web.searches()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"tiempo hoy en Sevilla, ES", "bitcoin price right now, EN"})
  void whatAsksAboutThisMomentIsKeptATenthAsLong(String text, Tongue tongue) throws Exception {
    web.result("https://example.org/", "A", "");
    search.search(new SearchQuery(text, tongue));
    now = now.plusSeconds(89);
    search.search(new SearchQuery(text, tongue));
    assertThat(web.searches()).hasSize(1);
    now = now.plusSeconds(1);
    search.search(new SearchQuery(text, tongue));
    assertThat(web.searches()).hasSize(2);
  }

  @Test
  void yesterdaysSearchDoesNotAnswerToday() throws Exception {
    web.result("https://example.org/", "A", "");
    now = Instant.parse("2026-11-22T23:59:30Z");
    search.search(CAPITAL);
    now = now.plusSeconds(40);
    search.search(CAPITAL);
    assertThat(web.searches()).hasSize(2);
  }

  @Test
  void neitherFailuresNorEmptyRepliesAreKept() throws Exception {
    search.search(CAPITAL);
    web.result("https://example.org/", "A", "");
    assertThat(search.search(CAPITAL).hits()).hasSize(1);
  }
}
