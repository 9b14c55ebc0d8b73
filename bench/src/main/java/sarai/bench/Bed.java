package sarai.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Where the suites measure.
///
/// @param command starts `sarai`, before its arguments
/// @param profile the configuration of the servers
/// @param data a folder of this run only
/// @param model the chat model whose engine is compared
/// @param other a second chat model; loaded and unloaded in the swaps
/// @param rounds how many requests a latency takes its samples from
record Bed(
    List<String> command,
    Path profile,
    Path data,
    String model,
    String other,
    int rounds,
    Duration patience) {
  Bed {
    command = List.copyOf(command);
  }

  /// How often something slow is done.
  int repeats() {
    return Math.clamp(rounds / 40, 3, 10);
  }
}
