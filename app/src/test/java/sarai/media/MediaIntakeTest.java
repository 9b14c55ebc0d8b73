package sarai.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sarai.chat.MediaRef;
import sarai.config.SaraiConfig;
import sarai.units.Bytes;

class MediaIntakeTest {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3};

  @TempDir private Path temp;
  private MediaSpool spool;
  private MediaScope scope;
  private OneShotServer server;
  private final Deque<String> answers = new ArrayDeque<>();

  @BeforeEach
  void open() throws IOException {
    spool = MediaSpool.open(temp.resolve("spool"), Bytes.ofMegabytes(10));
    scope = spool.scope();
    server = OneShotServer.open();
    Files.createDirectories(temp.resolve("open"));
    Files.write(temp.resolve("open/a.png"), PNG);
    Files.write(temp.resolve("secret.png"), PNG);
    Files.createSymbolicLink(temp.resolve("open/link.png"), temp.resolve("secret.png"));
    Files.createSymbolicLink(temp.resolve("open/up"), temp);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    scope.close();
    spool.close();
  }

  @Test
  void everyKindOfSourceBecomesTheSamePiece() throws MediaException, IOException {
    String base64 = Base64.getEncoder().encodeToString(PNG);
    server.answer("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n", PNG);
    List<MediaSource> sources =
        List.of(
            new MediaSource.LocalFile(temp.resolve("open/a.png")),
            new MediaSource.Content(PNG),
            new MediaSource.Reference(base64),
            new MediaSource.Reference("data:text/html;base64," + base64),
            new MediaSource.Reference(
                "DATA:image/png;base64,\n" + base64.substring(0, 4) + " \n" + base64.substring(4)),
            new MediaSource.Reference(temp.resolve("open/a.png").toUri().toString()),
            new MediaSource.Reference(server.address("media.test")));
    for (MediaSource source : sources) {
      MediaRef ref = intake().take(source, scope);
      assertThat(ref.file()).as("%s", source).hasBinaryContent(PNG);
      assertThat(ref.type()).isEqualTo("image/png");
    }
  }

  @Test
  void aDecodedPictureIsTaken() throws MediaException, IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    assertThat(intake().take(new MediaSource.Picture(image), scope).type()).isEqualTo("image/png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/secret.png",
        "/open/link.png",
        "/open/up/secret.png",
        "/open/../secret.png",
        "/open",
        "/open/none.png",
        "/none"
      })
  void fileAddressesOutsideTheFoldersAreRefusedAndTellNothing(String path) {
    assertThatThrownBy(() -> take("file://" + temp + path))
        .isInstanceOf(MediaException.ForbiddenSource.class)
        .hasMessageContaining("media.allowed_folders")
        .hasMessageNotContaining(temp.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file://host/etc/passwd",
        "file:relative.png",
        "file:",
        "ftp://media.test/a",
        "javascript:1",
        "http://"
      })
  void otherAddressesAreRefused(String address) {
    assertThatThrownBy(() -> take(address)).isInstanceOf(MediaException.ForbiddenSource.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "a.png",
        "data:image/png,abc",
        "data:image/png;base64,%%%",
        "iVBORw0KGgo!"
      })
  void barePathsAndBrokenBase64AreRefused(String text) {
    assertThatThrownBy(() -> take(text))
        .isInstanceOfAny(MediaException.Unreadable.class, MediaException.UnsupportedType.class);
  }

  @Test
  void theWebIsOffUnlessTurnedOn() {
    SaraiConfig.Media off = config(false);
    MediaIntake intake = new MediaIntake(off, Bytes.ofMegabytes(1), fetch("127.0.0.1"));
    assertThatThrownBy(
            () -> intake.take(new MediaSource.Reference("http://media.test/a.png"), scope))
        .isInstanceOf(MediaException.ForbiddenSource.class)
        .hasMessageContaining("media.remote_urls.enabled");
  }

  @Test
  void aRedirectToAnInnerAddressIsRefused() {
    server.answer("HTTP/1.1 302 Found\r\nLocation: http://inner.test/latest\r\n\r\n", new byte[0]);
    answers.add("127.0.0.1");
    answers.add("169.254.169.254");
    assertThatThrownBy(() -> take(server.address("media.test")))
        .isInstanceOf(MediaException.ForbiddenSource.class)
        .hasMessageContaining("169.254.169.254");
  }

  @Test
  void aNameThatChangesItsAnswerIsConnectedToByItsFirst() throws MediaException, IOException {
    server.answer(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n",
        PNG,
        5,
        "\r\n6\r\n",
        "\r\n0\r\n\r\n");
    answers.add("127.0.0.1");
    answers.add("10.0.0.1");
    MediaRef ref = take(server.address("media.test"));
    assertThat(ref.file()).hasBinaryContent(PNG);
    assertThat(answers).containsExactly("10.0.0.1");
  }

  @Test
  void endlessRedirectsAndBrokenAnswersFail() {
    for (int i = 0; i < 5; i++) {
      server.answer("HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n", new byte[0]);
    }
    assertThatThrownBy(() -> take(server.address("media.test")))
        .isInstanceOf(MediaException.FetchFailed.class)
        .hasMessageContaining("redirected more than 3");
  }

  @Test
  void aBodyThatIsCutOffFails() {
    server.answer("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", PNG);
    assertThatThrownBy(() -> take(server.address("media.test")))
        .isInstanceOf(MediaException.FetchFailed.class)
        .hasMessageContaining("cut off");
  }

  @Test
  void aServerThatNeverAnswersFailsWhenTheTimeIsOver() {
    server.hang();
    assertThatThrownBy(() -> take(server.address("media.test")))
        .isInstanceOf(MediaException.FetchFailed.class);
  }

  @Test
  void aBodyLargerThanThePictureLimitIsCut() {
    byte[] large = java.util.Arrays.copyOf(PNG, 3000);
    server.answer("HTTP/1.1 200 OK\r\n\r\n", large);
    assertThatThrownBy(() -> take(server.address("media.test")))
        .isInstanceOf(MediaException.TooLarge.class);
  }

  private MediaRef take(String text) throws MediaException, IOException {
    return intake().take(new MediaSource.Reference(text), scope);
  }

  private MediaIntake intake() {
    return new MediaIntake(config(true), Bytes.ofMegabytes(1), fetch("127.0.0.1"));
  }

  /// The test's own server lies on loopback, which only this test calls public.
  private GuardedFetch fetch(String usual) {
    UrlGuard guard =
        new UrlGuard(
            List.of("*.test:" + server.port(), "*.test"),
            host -> {
              String answer = answers.poll();
              return List.of(InetAddress.getByName(answer == null ? usual : answer));
            },
            address -> address.isLoopbackAddress() || PublicAddress.test(address));
    return new GuardedFetch(guard, Duration.ofMillis(700), System::nanoTime);
  }

  private SaraiConfig.Media config(boolean web) {
    return new SaraiConfig.Media(
        2.0,
        Bytes.of(2000),
        1_000_000,
        Duration.ofHours(2),
        Duration.ofHours(2),
        List.of(temp.resolve("open").toString()),
        new SaraiConfig.RemoteUrls(web, List.of("*.test")));
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
