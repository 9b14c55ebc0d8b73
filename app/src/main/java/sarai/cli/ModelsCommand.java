package sarai.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sarai.config.ConfigException;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.SaraiConfig;
import sarai.store.GgufHeader;
import sarai.store.GgufReader;
import sarai.store.InstalledModel;
import sarai.store.StoreException;
import sarai.store.model.ModelStore;
import sarai.store.model.StoredFile;
import sarai.store.model.Verification;
import sarai.units.Bytes;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `sarai models`: what the profile names and what of it is here; `show`, `rm` and `verify`.
@Command(name = "models", mixinStandardHelpOptions = true)
final class ModelsCommand implements Callable<Integer> {
  private final Shell shell;
  private final JsonMapper mapper = new JsonMapper();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(names = "--json")
  private boolean json;

  ModelsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call()
      throws IOException, ConfigException, CommandException, StoreException, InterruptedException {
    SaraiConfig config = common.config(shell);
    ModelStore store = shell.program().store(common.data(shell), /* offline= */ true);
    ArrayNode list = mapper.createArrayNode();
    for (ModelConfig model : config.models().values()) {
      list.add(entry(model, store));
    }
    if (json) {
      shell.out().println(list);
      return ExitCode.DONE.code();
    }
    row("ID", "ROLE", "HERE", "VARIANT", "NAME");
    for (var model : list) {
      row(
          model.path("id").asString(""),
          model.path("role").asString(""),
          shell.messages().text(model.path("installed").asBoolean(false) ? "yes" : "no"),
          model.path("variant").asString("–"),
          model.path("name").asString(""));
    }
    return ExitCode.DONE.code();
  }

  private void row(String... cells) {
    shell.out().printf(Locale.ROOT, "%-18s %-11s %-5s %-44s %s%n", (Object[]) cells);
  }

  private ObjectNode entry(ModelConfig model, ModelStore store)
      throws StoreException, InterruptedException {
    boolean remote = model.engine() == EngineKind.REMOTE;
    List<InstalledModel> variants = remote ? List.of() : store.installed(model);
    ObjectNode entry =
        mapper
            .createObjectNode()
            .put("id", model.id())
            .put("name", model.name())
            .put("role", model.role().name().toLowerCase(Locale.ROOT))
            .put("installed", remote || !variants.isEmpty());
    if (remote) {
      entry.put("variant", model.remote().remoteModel());
    } else if (!variants.isEmpty()) {
      entry.put("variant", variants.getFirst().variant());
      entry.put("sha256", variants.getFirst().sha256());
      entry.put("path", variants.getFirst().weights().toString());
    }
    return entry;
  }

  @Command(name = "show", mixinStandardHelpOptions = true)
  int show(
      @Mixin CommonOptions options,
      @Parameters(paramLabel = "ID", descriptionKey = "models.id") String id,
      @Option(names = "--json") boolean asJson)
      throws IOException, ConfigException, CommandException, StoreException, InterruptedException {
    CommonOptions said = options.within(common);
    ModelConfig model = model(said.config(shell), id);
    ModelStore store = shell.program().store(said.data(shell), /* offline= */ true);
    for (InstalledModel variant : store.installed(model)) {
      describe(variant, asJson);
    }
    if (store.installed(model).isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND, shell.messages().text("model.not.here", id, model.name()));
    }
    return ExitCode.DONE.code();
  }

  private void describe(InstalledModel variant, boolean asJson) throws IOException {
    if (!variant.variant().endsWith(".gguf")) {
      shell.out().println(variant.variant() + "  sha256 " + variant.sha256());
      return;
    }
    ObjectNode weights = GgufJson.of(GgufReader.read(variant.weights()));
    weights.put("file", variant.variant()).put("sha256", variant.sha256());
    print(weights, asJson);
    if (variant.projector() != null) {
      GgufHeader projector = GgufReader.read(variant.projector());
      print(GgufJson.of(projector).put("file", variant.projector().toString()), asJson);
    }
  }

  private void print(ObjectNode description, boolean asJson) {
    shell
        .out()
        .println(
            asJson
                ? description.toString()
                : mapper.writerWithDefaultPrettyPrinter().writeValueAsString(description));
  }

  private ModelConfig model(SaraiConfig config, String id) throws CommandException {
    ModelConfig model = config.models().get(id);
    if (model == null) {
      throw new CommandException(
          ExitCode.NOT_FOUND, shell.messages().text("model.unknown", id, config.models().keySet()));
    }
    return model;
  }

  @Command(name = "rm", mixinStandardHelpOptions = true)
  int rm(
      @Mixin CommonOptions options,
      @Parameters(paramLabel = "ID|FILE", descriptionKey = "models.what") String what)
      throws IOException, ConfigException, CommandException, StoreException, InterruptedException {
    CommonOptions said = options.within(common);
    SaraiConfig config = said.config(shell);
    ModelStore store = shell.program().store(said.data(shell), /* offline= */ true);
    @Nullable ModelConfig model = config.models().get(what);
    List<ModelConfig> others =
        config.models().values().stream().filter(other -> !other.id().equals(what)).toList();
    ModelStore.Removal removal =
        model == null ? store.remove(what, others) : store.remove(model, others);
    for (StoredFile file : removal.freed()) {
      shell.say("models.removed", file.name(), Bytes.of(file.size()));
    }
    for (StoredFile file : removal.kept()) {
      shell.say("models.kept", file.name());
    }
    return ExitCode.DONE.code();
  }

  @Command(name = "verify", mixinStandardHelpOptions = true)
  int verify(@Mixin CommonOptions options)
      throws IOException, StoreException, InterruptedException {
    CommonOptions said = options.within(common);
    ModelStore store = shell.program().store(said.data(shell), /* offline= */ true);
    boolean intact = true;
    for (Verification found : store.verify(_ -> {})) {
      String name = found.file().name();
      switch (found) {
        case Verification.Intact _ -> shell.say("verify.intact", name);
        case Verification.Absent _ -> shell.say("verify.absent", name);
        case Verification.Damaged damaged -> {
          intact = false;
          shell.say("verify.damaged", name, damaged.file().sha256(), damaged.found());
        }
      }
    }
    return (intact ? ExitCode.DONE : ExitCode.TRANSFER_FAILED).code();
  }

  /// Words of a header, for `show`.
  private static final class GgufJson {
    private static ObjectNode of(GgufHeader header) {
      ObjectNode json =
          new JsonMapper()
              .createObjectNode()
              .put("architecture", header.architecture())
              .put("name", header.name())
              .put("quantisation", header.quantisation())
              .put("tensor_bytes", header.tensorBytes().value());
      for (Map.Entry<String, Bytes> type : header.tensorBytesByType().entrySet()) {
        json.withObject("/tensor_bytes_by_type").put(type.getKey(), type.getValue().value());
      }
      GgufHeader.Model model = header.model();
      if (model != null) {
        json.put("layers", model.layers().size())
            .put("embedding", model.embedding())
            .put("context", model.contextLength())
            .put("vocabulary", model.vocabulary())
            .put("chat_template", model.chatTemplate());
        if (!model.layers().isEmpty()) {
          json.put("first_layer", model.layers().getFirst().toString());
        }
      }
      if (header.projector() != null) {
        json.put("projector", header.projector().toString());
      }
      return json;
    }
  }
}
