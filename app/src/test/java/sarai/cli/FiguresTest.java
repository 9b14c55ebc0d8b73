package sarai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Figures in messages, addresses and files, as a process of its own writes them.
final class FiguresTest {
  @Test
  void figuresAreAlikeOnEverySystem(@TempDir Path data) throws Exception {
    Files.writeString(data.resolve("models.lock"), "{\"version\": 99, \"files\": {}}");
    ProcessBuilder models = RealServe.command("/nowhere/llama-server", data, "models");
    models.environment().put("JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG");

    Process process = models.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(out).isNotZero();
    assertThat(out).contains("is of version 99, this program reads 1");
  }
}
