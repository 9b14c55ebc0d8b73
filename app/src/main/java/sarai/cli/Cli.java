package sarai.cli;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line: arguments in, exit code out.
@Command(name = "sarai", mixinStandardHelpOptions = true)
public final class Cli implements Callable<Integer> {
  private static final String COMPLETION = "generate-completion";
  private static final Set<String> VERSION = Set.of("-V", "--version");

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
    return commandLine(shell, arguments).execute(arguments);
  }

  /// There is no console when the output goes elsewhere, since JDK 25 again.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /// The commands by name, in the order of the help.
  static SequencedMap<String, Function<Shell, Object>> commands() {
    SequencedMap<String, Function<Shell, Object>> commands = new LinkedHashMap<>();
    commands.put("demo", DemoCommand::new);
    commands.put("serve", ServeCommand::new);
    commands.put("ask", AskCommand::new);
    commands.put("transcribe", TranscribeCommand::new);
    commands.put("listen", shell -> new ListenCommand(shell, System.in));
    commands.put("route", RouteCommand::new);
    commands.put("media", MediaCommand::new);
    commands.put("pull", PullCommand::new);
    commands.put("models", ModelsCommand::new);
    commands.put("ps", PsCommand::new);
    commands.put("plan", PlanCommand::new);
    commands.put("graph", GraphCommand::new);
    commands.put("feedback", FeedbackCommand::new);
    commands.put("learn", LearnCommand::new);
    commands.put("doctor", DoctorCommand::new);
    commands.put("config", ConfigCommand::new);
    commands.put("version", VersionCommand::new);
    commands.put(COMPLETION, _ -> new AutoComplete.GenerateCompletion());
    return commands;
  }

  private static CommandLine commandLine(Shell shell, String[] arguments) {
    CommandLine line = new CommandLine(new Cli());
    needed(arguments).forEach(command -> line.addSubcommand(command.apply(shell)));
    line.setResourceBundle(shell.messages().bundle());
    line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    line.setExecutionExceptionHandler(new Failures(shell));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  /// picocli reads a command's options by reflection, all commands' in longer than most of them
  /// work: where one is called it is made alone, and none where the version is asked for. The help
  /// and the completion are about all of them.
  private static Collection<Function<Shell, Object>> needed(String[] arguments) {
    SequencedMap<String, Function<Shell, Object>> commands = commands();
    String first = arguments.length == 0 ? "" : arguments[0];
    if (VERSION.contains(first)) {
      return List.of();
    }
    Function<Shell, Object> called = first.equals(COMPLETION) ? null : commands.get(first);
    return called == null ? commands.values() : List.of(called);
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
