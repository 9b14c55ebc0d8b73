package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.HttpMediaType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MultipartTest {
  private static final String BOUNDARY = "----x";
  private static final String HEAD = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";

  private static Multipart read(byte[] body, SplittableRandom random) throws IOException {
    return Multipart.of(type("boundary=\"" + BOUNDARY + "\""), new Trickle(body, random));
  }

  private static Multipart read(String body) throws IOException {
    return read(body.getBytes(StandardCharsets.UTF_8), new SplittableRandom(1));
  }

  private static Optional<HttpMediaType> type(String parameters) {
    return Optional.of(HttpMediaType.create("multipart/form-data; " + parameters));
  }

  private static void drain(Multipart body) throws IOException {
    while (body.next() != null) {
      // Parts that nobody reads are skipped.
    }
  }

  @Test
  void fieldsAndFilesComeInTheirOrder() throws IOException {
    Multipart body =
        read(
            "--%1$s\r\n%2$shello\r\n--%1$s\r\ncontent-type: image/png\r\ncontent-disposition: form-data; filename=ñ.png; name=b\r\n\r\n\r\n--%1$s--"
                .formatted(BOUNDARY, HEAD));

    Multipart.Part first = body.next();
    assertThat(first.name()).isEqualTo("a");
    assertThat(first.fileName()).isNull();
    assertThat(first.content().readAllBytes()).asString().isEqualTo("hello");
    Multipart.Part second = body.next();
    assertThat(second.name()).isEqualTo("b");
    assertThat(second.fileName()).isEqualTo("ñ.png");
    assertThat(second.content().readAllBytes()).isEmpty();
    assertThat(body.next()).isNull();
    assertThat(body.next()).isNull();
  }

  @Test
  void contentIsExactHoweverItArrivesAndWhateverItHolds() throws IOException {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<byte[]> sent = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        sent.add(content(random));
      }

      Multipart body = read(form(sent), random);
      for (byte[] expected : sent) {
        InputStream content = body.next().content();
        if (random.nextInt(4) > 0) {
          assertThat(content.readAllBytes()).as("seed %d", seed).isEqualTo(expected);
        }
      }
      assertThat(body.next()).as("seed %d", seed).isNull();
    }
  }

  /// Pieces of delimiters among other bytes, sometimes more than the buffer.
  private static byte[] content(SplittableRandom random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] delimiter = ("\r\n--" + BOUNDARY).getBytes(StandardCharsets.US_ASCII);
    int pieces = random.nextInt(20) == 0 ? 60_000 : random.nextInt(40);
    for (int i = 0; i < pieces; i++) {
      out.write(delimiter, 0, random.nextInt(delimiter.length));
      out.write('a' + random.nextInt(20));
    }
    return out.toByteArray();
  }

  private static byte[] form(List<byte[]> contents) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] content : contents) {
      out.write(("--" + BOUNDARY + "\r\n" + HEAD).getBytes(StandardCharsets.US_ASCII));
      out.write(content);
      out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    out.write(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no form at all",
        "------x",
        "------x\r\n",
        "------x\r\nContent-Disposition: form-data; name=\"a\"",
        "------x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut off",
        "------x\r\nContent-Disposition: form-data\r\n\r\nnameless\r\n------x--",
        "------x\r\nContent-Type: text/plain\r\n\r\nnameless\r\n------x--",
        "------xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n------x--"
      })
  void brokenBodyIsRefused(String body) {
    assertThatThrownBy(() -> drain(read(body))).isInstanceOf(Multipart.Malformed.class);
  }

  @Test
  void endlessHeadsAndPartsAreRefused() {
    String line = "x: y\r\n".repeat(5000);
    String part = "------x\r\n" + HEAD + "\r\n";

    assertThatThrownBy(() -> drain(read("------x\r\n" + line + HEAD + "\r\n------x--")))
        .hasMessageContaining("head has more than 8192 bytes");
    assertThatThrownBy(() -> drain(read("------x\r\n" + "x".repeat(100_000))))
        .hasMessageContaining("line has more than 8192 bytes");
    assertThatThrownBy(() -> drain(read(part.repeat(65) + "------x--")))
        .hasMessageContaining("more than 64 parts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"charset=utf-8", "boundary=\"\""})
  void typeWithoutABoundaryIsRefused(String parameters) {
    assertThatThrownBy(
            () -> Multipart.of(type(parameters), new ByteArrayInputStream(new byte[0])))
        .isInstanceOf(Multipart.Malformed.class);
  }

  /// Hands out a few bytes at a time.
  private static final class Trickle extends ByteArrayInputStream {
    private final SplittableRandom random;

    Trickle(byte[] bytes, SplittableRandom random) {
      super(bytes);
      this.random = random;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      boolean few = random.nextInt(3) > 0;
      return super.read(target, offset, few ? Math.min(length, 1 + random.nextInt(9)) : length);
    }
  }
}
