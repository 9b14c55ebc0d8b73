package sarai.config;

import java.util.List;
import java.util.stream.Collectors;

/// A configuration that cannot be used; carries everything that is wrong with it, in the order of
/// the file. The message has one line for each problem.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  ConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<ConfigProblem> problems() {
    return problems;
  }
}
