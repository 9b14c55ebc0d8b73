package sarai.engine.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import sarai.config.ModelConfig;
import sarai.process.ChildCommand;
import sarai.store.InstalledModel;
import sarai.store.Program;

/// The command line of one model's `llama-server`. Names the flags of build 11669.
///
/// @param threads computing threads
record LlamaCommand(
    ModelConfig model, InstalledModel variant, LlamaArguments arguments, int threads) {

  /// The key goes by the environment: other users of the machine can read command lines. Port 0
  /// lets the system choose; the server says which when it listens.
  ChildCommand with(Program program, String apiKey) {
    List<String> command = new ArrayList<>(program.command());
    command.addAll(List.of("--model", variant.weights().toString(), "--alias", model.id()));
    if (variant.projector() != null) {
      command.addAll(List.of("--mmproj", variant.projector().toString()));
    }
    command.addAll(List.of("--host", "127.0.0.1", "--port", "0"));
    command.addAll(sizes());
    command.addAll(loading());
    command.addAll(List.of("--no-webui", "--no-slots", "--metrics", "--offline", "--jinja"));
    if (arguments.embeddings()) {
      command.add("--embeddings");
    }
    return new ChildCommand(
        logName(), command, program.workingFolder(), Map.of("LLAMA_API_KEY", apiKey));
  }

  /// `--ctx-size` is the sum over the slots.
  private List<String> sizes() {
    int context = Math.multiplyExact(arguments.context(), arguments.parallel());
    String microBatch = Integer.toString(arguments.microBatch());
    List<String> sizes = new ArrayList<>();
    sizes.addAll(List.of("--ctx-size", Integer.toString(context)));
    sizes.addAll(List.of("--parallel", Integer.toString(arguments.parallel())));
    sizes.addAll(List.of("--ubatch-size", microBatch));
    if (arguments.embeddings()) {
      sizes.addAll(List.of("--batch-size", microBatch));
    }
    sizes.addAll(List.of("--cache-type-k", arguments.keyType()));
    sizes.addAll(List.of("--cache-type-v", arguments.valueType()));
    sizes.addAll(List.of("--cache-ram", Long.toString(arguments.promptCache().value() >> 20)));
    sizes.addAll(List.of("--threads", Integer.toString(threads)));
    return sizes;
  }

  private List<String> loading() {
    return switch (arguments.loadMode()) {
      case MAPPED_REPACKED -> List.of("--load-mode", "mmap", "--repack");
      case MAPPED -> List.of("--load-mode", "mmap", "--no-repack");
      case READ -> List.of("--load-mode", "none");
    };
  }

  private String logName() {
    return "model-" + model.id().replaceAll("[^\\p{Alnum}._-]", "_");
  }
}
