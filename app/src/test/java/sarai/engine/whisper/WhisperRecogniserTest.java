package sarai.engine.whisper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sarai.engine.Footprint;
import sarai.engine.LoadProgress;
import sarai.engine.SpeechModel;
import sarai.engine.speech.Recogniser;
import sarai.engine.speech.RecogniserContract;
import sarai.store.InstalledModel;
import sarai.store.Program;
import sarai.units.Bytes;

/// The contract over a worker that follows a script: real processes, pipes and messages.
class WhisperRecogniserTest extends RecogniserContract {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final List<SpeechModel> started = new ArrayList<>();

  @Override
  protected Recogniser recogniser(Path scratch) throws Exception {
    return start(settings())::transcribe;
  }

  private SpeechModel start(WhisperSettings settings) throws Exception {
    Path weights = folder.resolve("ggml.bin");
    WhisperLaunch launch =
        new WhisperLaunch(
            new InstalledModel("scripted", weights, null, ""),
            List.of("es", "en"),
            Footprint.estimated(Bytes.of(1), Bytes.of(1)),
            settings);
    SpeechModel model = (SpeechModel) launch.start(LoadProgress.NONE);
    started.add(model);
    return model;
  }

  /// The real class's name and the flags become arguments of the scripted one.
  private static WhisperSettings settings() {
    return new WhisperSettings(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ScriptedWorker.class.getName()),
        1,
        LIMIT,
        LIMIT,
        Optional::empty);
  }

  @AfterEach
  void stop() {
    started.forEach(model -> model.stop());
  }

  @Test
  void anInstalledLibraryThatDoesNotStartIsPassedOver() throws Exception {
    Path loader = Files.writeString(folder.resolve("loader"), "#!/bin/sh\nexit 1\n");
    assertThat(loader.toFile().setExecutable(true)).isTrue();
    LibraryPlace broken = new LibraryPlace(List.of(loader.toString()), loader, folder);
    SpeechModel model = start(settings().with(() -> Optional.of(broken)));
    assertThat(model.pid()).isPresent();
  }

  @Test
  void aLibraryIsFoundOnlyBesideAProgramWithItsOwnLoader() throws Exception {
    Path lib = Files.createDirectories(folder.resolve("lib"));
    List<String> command = List.of(lib.resolve("ld.so").toString(), "--library-path", "x", "llama");
    Program program = new Program(command, folder, "1");
    assertThat(LibraryPlace.beside(program)).isEmpty();
    Files.createFile(lib.resolve("libwhisper.so.1"));
    assertThat(LibraryPlace.beside(program))
        .hasValueSatisfying(place ->
            assertThat(place.loading(List.of("java")))
                .containsExactly(command.getFirst(), "--library-path", "x", "java"));
    assertThat(LibraryPlace.beside(new Program(List.of("llama-server"), folder, "1"))).isEmpty();
    Path blas = Files.createDirectories(lib.resolve("blas/usr/lib/x86_64-linux-gnu"));
    assertThat(LibraryPlace.beside(program))
        .hasValueSatisfying(place -> {
          assertThat(place.algebra()).isEmpty();
          assertThat(place.loading(List.of("java")).get(2))
              .isEqualTo("x:" + blas + ":" + blas.resolve("openblas-openmp"));
        });
    Path backend =
        Files.createFile(
            Files.createDirectories(blas.resolve("ggml/backends0")).resolve("libggml-blas.so"));
    assertThat(LibraryPlace.beside(program).flatMap(LibraryPlace::algebra)).contains(backend);
  }
}
