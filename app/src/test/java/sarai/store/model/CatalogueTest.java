package sarai.store.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sarai.config.ModelRole;
import sarai.store.fetch.Sha256;

class CatalogueTest {
  private final Catalogue catalogue = Catalogue.bundled();

  @Test
  void everyRoleHasAModel() {
    Set<ModelRole> roles =
        catalogue.entries().stream().map(Catalogue.Entry::role).collect(Collectors.toSet());
    assertThat(roles).containsExactlyInAnyOrder(ModelRole.values());
  }

  @Test
  void bundledFilesAreTheOnesInTheRepository() throws Exception {
    Path root = Path.of(System.getProperty("sarai.root", "."));
    for (Catalogue.Entry entry : catalogue.entries()) {
      for (Catalogue.KnownFile file : entry.files()) {
        if (file.sources().getFirst() instanceof FileSource.Bundled bundled) {
          Path path = root.resolve(bundled.path());
          assertThat(Files.size(path)).isEqualTo(file.size());
          assertThat(Sha256.of(path)).isEqualTo(file.sha256());
        }
      }
    }
  }

  @Test
  void furtherSourcesOfAFileAreFoundFromAnyOfThem() {
    FileSource hub =
        new FileSource.Hub(
            "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
            "main",
            "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf");
    assertThat(catalogue.sourcesOf(hub))
        .hasSize(2)
        .last()
        .isInstanceOfSatisfying(
            FileSource.Packages.class, packages -> assertThat(packages.requirements()).hasSize(6));
  }

  @Test
  void everyProblemIsReportedAtOnce() {
    String yaml =
        """
        models:
          - id: a
            name: A
            role: tiny
            licence: MIT
            files:
              - { file: x.gguf, kind: weights, quantisation: Q4_0, size: 5, sources: [] }
          - id: a
            name: A
            role: tiny
            licence: MIT
            files: []
        """;
    assertThatThrownBy(() ->
            CatalogueReader.read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))))
        .hasMessageContaining("a/x.gguf has no source")
        .hasMessageContaining("a/x.gguf has a size or a sha256 but not both")
        .hasMessageContaining("a has no weights")
        .hasMessageContaining("a stands there 2 times");
  }
}
