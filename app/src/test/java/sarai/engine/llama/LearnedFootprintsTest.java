package sarai.engine.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sarai.engine.Footprint;
import sarai.engine.llama.LlamaArguments.LoadMode;
import sarai.units.Bytes;

class LearnedFootprintsTest {
  private static final Footprint ESTIMATE = Footprint.estimated(Bytes.of(1000), Bytes.of(900));

  @TempDir Path folder;

  @Test
  void knowsNothingUntilARunWasMeasured() {
    LearnedFootprints learned = LearnedFootprints.open(file());
    assertThat(learned.footprint(key(1))).isEmpty();
    learned.record(key(1), ESTIMATE, Bytes.of(1200), Bytes.of(1100), false);
    assertThat(learned.footprint(key(1))).contains(measured(1200, 1100));
    assertThat(learned.footprint(key(2))).isEmpty();
  }

  @Test
  void givesTheGreatestOfRecentRunsAndForgetsOlderOnes() {
    LearnedFootprints learned = LearnedFootprints.open(file());
    learned.record(key(1), ESTIMATE, Bytes.of(5000), Bytes.of(4000), false);
    learned.record(key(1), ESTIMATE, Bytes.of(1200), Bytes.of(1100), false);
    assertThat(learned.footprint(key(1))).contains(measured(5000, 4000));
    for (int i = 0; i < LearnedFootprints.RUNS; i++) {
      learned.record(key(1), ESTIMATE, Bytes.of(1000 + i), Bytes.of(900), false);
    }
    assertThat(learned.footprint(key(1)))
        .contains(measured(1000 + LearnedFootprints.RUNS - 1, 900));
  }

  @Test
  void remembersAcrossRunsOfTheProgram() throws IOException {
    LearnedFootprints.open(file()).record(key(1), ESTIMATE, Bytes.of(1200), Bytes.of(1100), false);
    assertThat(LearnedFootprints.open(file()).footprint(key(1))).contains(measured(1200, 1100));
    try (Stream<Path> files = Files.list(file().toAbsolutePath().getParent())) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void startsEmptyWhenTheFileIsDamaged() throws IOException {
    for (String damaged :
        List.of(
            "",
            "{\"models\":[{\"key\":\"a\",\"runs\":[{\"peak\":1",
            "[]",
            "null",
            "{\"models\":null}",
            "{\"models\":[{\"key\":\"a\",\"runs\":[{\"peak\":-1}]}]}")) {
      Files.createDirectories(file().toAbsolutePath().getParent());
      Files.writeString(file(), damaged);
      LearnedFootprints learned = LearnedFootprints.open(file());
      assertThat(learned.footprint(key(1))).as(damaged).isEmpty();
      learned.record(key(1), ESTIMATE, Bytes.of(1200), Bytes.of(1100), false);
      assertThat(LearnedFootprints.open(file()).footprint(key(1))).contains(measured(1200, 1100));
    }
  }

  @Test
  void losesNoRunWhenManyThreadsRecord() {
    LearnedFootprints learned = LearnedFootprints.open(file());
    IntStream.range(0, 64)
        .parallel()
        .forEach(i -> learned.record(key(i), ESTIMATE, Bytes.of(1000 + i), Bytes.of(1000), false));
    LearnedFootprints reopened = LearnedFootprints.open(file());
    for (int i = 0; i < 64; i++) {
      assertThat(reopened.footprint(key(i))).contains(measured(1000 + i, 1000));
    }
  }

  private Path file() {
    return folder.resolve("state/footprints.json");
  }

  private static Footprint measured(long peak, long steady) {
    return new Footprint(Bytes.of(peak), Bytes.of(steady), true);
  }

  private static LearnedFootprints.Key key(int model) {
    return new LearnedFootprints.Key(
        "sha-" + model,
        null,
        new LlamaArguments(4096, 1, 512, "f16", "f16", Bytes.ZERO, LoadMode.READ, false),
        "b11669");
  }
}
