package sarai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.config.ConfigException;
import sarai.http.ApiFixture.Answer;
import sarai.http.ApiFixture.Part;

/// What a failure on our side looks like to the client and to the operator, and what a client that
/// left looks like.
final class ResponsesTest {
  private static final Logger LOG = Logger.getLogger("sarai.http");

  private final BlockingQueue<LogRecord> logged = new LinkedBlockingQueue<>();
  private final Handler log =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            logged.add(record);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private ApiFixture server;
  private Path spool;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException, ConfigException {
    server = new ApiFixture(folder, "");
    spool = folder.resolve("spool");
    LOG.addHandler(log);
  }

  @AfterEach
  void close() throws IOException {
    LOG.removeHandler(log);
    server.close();
  }

  @Test
  void diskThatFailsIsAnInternalErrorWhoseCauseIsLogged() throws Exception {
    try (var files = Files.list(spool)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(spool);
    Answer answer =
        server.form(
            Part.json(ApiFixture.question("")), new Part("photo", "a.png", new byte[] {1, 2, 3}));
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.error().path("code").asString("")).isEqualTo("internal");
    assertThat(logged)
        .singleElement()
        .satisfies(record -> assertThat(record.getThrown()).hasMessageContaining("spool"));
    Files.createDirectories(spool);
  }

  @Test
  void clientThatLeavesInTheMiddleOfItsUploadIsNoFailure() throws Exception {
    String head =
        """
        POST /v1/chat/completions HTTP/1.1
        Host: localhost
        Content-Type: multipart/form-data; boundary=cut
        Content-Length: 100000

        --cut
        Content-Disposition: form-data; name="photo"; filename="a.png"

        """;
    try (Socket client = server.connect(head)) {
      client.getOutputStream().write("begun".getBytes(StandardCharsets.US_ASCII));
      client.shutdownOutput();
      client.getInputStream().readAllBytes();
    }
    assertThat(logged).isEmpty();
  }
}
