package sarai.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `sarai graph`: the flow of a request, drawn in Mermaid's notation.
@Command(name = "graph", mixinStandardHelpOptions = true)
final class GraphCommand implements Callable<Integer> {
  private final Shell shell;

  GraphCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    shell.out().print(shell.program().drawing());
    return ExitCode.DONE.code();
  }
}
