package sarai.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `sarai version`.
@Command(name = "version", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
  private final Shell shell;

  @Option(names = "--json")
  private boolean json;

  VersionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    String version = shell.program().version();
    shell
        .out()
        .println(
            json
                ? new JsonMapper()
                    .createObjectNode()
                    .put("version", version)
                    .put("java", Runtime.version().toString())
                    .toString()
                : "sarai %s (Java %s)".formatted(version, Runtime.version()));
    return ExitCode.DONE.code();
  }
}
