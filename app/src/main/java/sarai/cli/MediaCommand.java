package sarai.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sarai.config.ConfigException;
import sarai.config.ModelConfig;
import sarai.config.ModelRole;
import sarai.config.SaraiConfig;
import sarai.media.MediaException;
import sarai.media.MediaProbe;
import sarai.media.MediaReport;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `sarai media`: what a picture or a clip is, and what a model would be sent of it.
@Command(name = "media", mixinStandardHelpOptions = true)
final class MediaCommand implements Runnable {
  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

  MediaCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), shell.messages().text("media.what"));
  }

  @Command(name = "probe", mixinStandardHelpOptions = true)
  int probe(
      @Mixin CommonOptions common,
      @Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files,
      @Option(names = "--model", paramLabel = "ID") @Nullable String id,
      @Option(names = "--fps", paramLabel = "N") @Nullable Double fps,
      @Option(names = "--json") boolean json)
      throws IOException, ConfigException, CommandException, MediaException, InterruptedException {
    SaraiConfig config = common.config(shell);
    ModelConfig model = model(config, id);
    for (Path file : files) {
      MediaReport report =
          shell
              .program()
              .inspector(config, common.data(shell))
              .inspect(shell.folder().resolve(file), model, fps);
      if (json) {
        shell.out().println(json(file, model, report));
      } else {
        print(file, model, report);
      }
    }
    return ExitCode.DONE.code();
  }

  /// The model that was named, else the one that routing sends pictures to.
  private ModelConfig model(SaraiConfig config, @Nullable String id) throws CommandException {
    SaraiConfig.VisionVariant routed = config.routing().multimodalVariantSelection().vision();
    String wanted = id == null && routed != null ? routed.model() : id;
    return config.models().values().stream()
        .filter(
            model -> wanted == null ? model.role() == ModelRole.VISION : model.id().equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new CommandException(
                ExitCode.NOT_FOUND,
                shell.messages().text("media.no.model", wanted == null ? "vision" : wanted)));
  }

  private void print(Path file, ModelConfig model, MediaReport report) {
    shell.say("media.file", file, report.type(), report.bytes());
    if (report.size() != null) {
      shell.say("media.size", report.size());
    }
    MediaProbe probe = report.probe();
    if (probe != null && probe.video() != null) {
      shell.say(
          "media.clip",
          seconds(probe),
          String.format(Locale.ROOT, "%.2f", probe.video().fps()),
          probe.video().codec(),
          probe.video().rotation());
    }
    if (probe != null && probe.audio() != null) {
      shell.say("media.sound", seconds(probe), probe.audio().codec(), probe.audio().hertz());
    }
    MediaReport.Sent sent = report.sent();
    if (sent == null) {
      shell.say("media.nothing");
    } else {
      shell.say("media.sent", model.id(), sent.frames(), sent.size(), sent.tokens(), sent.bytes());
      shell.say("media." + sent.reduction().name().toLowerCase(Locale.ROOT), sent.reason());
    }
  }

  private static String seconds(MediaProbe probe) {
    return String.format(Locale.ROOT, "%.1f", probe.duration().toMillis() / 1e3);
  }

  private static ObjectNode json(Path file, ModelConfig model, MediaReport report) {
    ObjectNode json = new JsonMapper().createObjectNode();
    json.put("file", file.toString()).put("type", report.type());
    json.put("bytes", report.bytes().value());
    if (report.size() != null) {
      json.put("width", report.size().width()).put("height", report.size().height());
    }
    MediaProbe probe = report.probe();
    if (probe != null) {
      json.put("duration_seconds", probe.duration().toNanos() / 1e9);
    }
    if (probe != null && probe.video() != null) {
      json.putObject("video")
          .put("codec", probe.video().codec())
          .put("fps", probe.video().fps())
          .put("rotation", probe.video().rotation());
    }
    if (probe != null && probe.audio() != null) {
      json.putObject("audio")
          .put("codec", probe.audio().codec())
          .put("hertz", probe.audio().hertz());
    }
    MediaReport.Sent sent = report.sent();
    if (sent != null) {
      json.putObject("sent")
          .put("model", model.id())
          .put("frames", sent.frames())
          .put("width", sent.size().width())
          .put("height", sent.size().height())
          .put("tokens", sent.tokens())
          .put("bytes", sent.bytes().value())
          .put("reduction", sent.reduction().name().toLowerCase(Locale.ROOT))
          .put("reason", sent.reason());
    }
    return json;
  }
}
