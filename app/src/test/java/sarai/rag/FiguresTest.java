package sarai.rag;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  private static final List<Source> SOURCES =
      List.of(
          new Source(
              1,
              URI.create("http://a.example/"),
              "Oro a 2.350 dólares",
              List.of("La onza subió 1.5 puntos, a 2,350.75 USD.", "Mide 8849 m.")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "El precio del oro hoy es de $30,000 [1] | 30,000",
        "Vale 2350 dólares, o 2.350,75 | ''",
        "En 2026, el día 23, hay 12 razones: 1. … 2. … [1] | ''",
        "Mide 8.849 metros y pesa 1234 kg, sí, 1234 | 1234"
      })
  void namesTheFiguresThatNoSourceHolds(String answer, String unheld) {
    assertThat(String.join(" ", Figures.unheld(answer, SOURCES))).isEqualTo(unheld);
  }
}
