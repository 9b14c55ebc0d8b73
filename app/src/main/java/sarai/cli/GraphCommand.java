package sarai.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sarai.config.ConfigException;

/// `sarai graph`: the flow of a request, drawn in Mermaid's notation.
@Command(name = "graph", mixinStandardHelpOptions = true)
final class GraphCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin private final CommonOptions common = new CommonOptions();

  GraphCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException, ConfigException, CommandException {
    shell.out().print(shell.program().drawing(common.config(shell)));
    return ExitCode.DONE.code();
  }
}
