package sarai.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "512B, 512",
    "8GB, 8000000000",
    "8 GiB, 8589934592",
    "1.5kb, 1500",
    "64MB, 64000000",
    "2TiB, 2199023255552"
  })
  void parsesDecimalAndBinaryUnits(String text, long expected) {
    assertThat(Bytes.parse(text).value()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GB", "-1GB", "8 potatoes", "8i", "1e9", "99999999999TB"})
  void refusesWhatIsNotASize(String text) {
    assertThatThrownBy(() -> Bytes.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1500, 1.50 kB",
    "2800000000, 2.80 GB",
    "12000000000, 12.0 GB",
    "-98362432, -98.4 MB"
  })
  void printsDecimalUnits(long value, String expected) {
    assertThat(Bytes.of(value)).hasToString(expected);
  }

  @Test
  void overflowIsAnErrorAndNotANegativeSize() {
    assertThatThrownBy(() -> Bytes.of(Long.MAX_VALUE).plus(Bytes.of(1)))
        .isInstanceOf(ArithmeticException.class);
  }
}
