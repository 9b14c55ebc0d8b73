package sarai.cli;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line: arguments in, exit code out.
@Command(
    name = "sarai",
    mixinStandardHelpOptions = true,
    subcommands = AutoComplete.GenerateCompletion.class)
public final class Cli implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  private Cli() {}

  @Override
  public Integer call() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "which command?");
  }

  /// Runs one command.
  ///
  /// @return the exit code
  public static int run(Application program, String[] arguments, Map<String, String> environment) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    Messages messages = Messages.in(language(arguments, environment));
    Shell shell =
        new Shell(
            program, environment, Path.of("").toAbsolutePath(), out, err, isTerminal(), messages);
    return commandLine(shell).execute(arguments);
  }

  /// There is no console when the output goes elsewhere, since JDK 25 again.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private static CommandLine commandLine(Shell shell) {
    CommandLine line = new CommandLine(new Cli());
    List.of(
            new DemoCommand(shell),
            new ServeCommand(shell),
            new AskCommand(shell),
            new TranscribeCommand(shell),
            new RouteCommand(shell),
            new MediaCommand(shell),
            new PullCommand(shell),
            new ModelsCommand(shell),
            new PsCommand(shell),
            new PlanCommand(shell),
            new GraphCommand(shell),
            new FeedbackCommand(shell),
            new DoctorCommand(shell),
            new ConfigCommand(shell),
            new VersionCommand(shell))
        .forEach(line::addSubcommand);
    line.setResourceBundle(shell.messages().bundle());
    line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler(new Failures(shell));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  /// `--lang`, else `SARAI_LANG`, else the locale of messages.
  private static Locale language(String[] arguments, Map<String, String> environment) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--lang") && i + 1 < arguments.length) {
        return Locale.forLanguageTag(arguments[i + 1]);
      }
      if (arguments[i].startsWith("--lang=")) {
        return Locale.forLanguageTag(arguments[i].substring("--lang=".length()));
      }
    }
    for (String name : List.of("SARAI_LANG", "LC_ALL", "LC_MESSAGES", "LANG")) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return Locale.forLanguageTag(value.replaceFirst("[_.@].*", ""));
      }
    }
    return Locale.ENGLISH;
  }
}
