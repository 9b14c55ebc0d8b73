package sarai.store.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import sarai.config.ModelRole;
import sarai.store.fetch.Requirement;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Reads the catalogue's YAML.
final class CatalogueReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private CatalogueReader() {}

  static Catalogue bundled() {
    try (InputStream yaml = Catalogue.class.getResourceAsStream("/sarai/store/catalogue.yaml")) {
      if (yaml == null) {
        throw new IllegalStateException("the program was built without its catalogue");
      }
      return read(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws IllegalArgumentException when it is not a catalogue, listing every problem
  static Catalogue read(InputStream yaml) {
    Object tree = new Load(LoadSettings.builder().build()).loadFromInputStream(yaml);
    RawCatalogue raw = MAPPER.convertValue(tree, RawCatalogue.class);
    Catalogue catalogue = new Catalogue(raw.models().stream().map(CatalogueReader::entry).toList());
    List<String> problems = catalogue.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("catalogue: " + String.join("; ", problems));
    }
    return catalogue;
  }

  private record RawCatalogue(List<RawEntry> models) {}

  private record RawEntry(
      String id,
      String name,
      String role,
      String licence,
      @Nullable Integer context,
      @Nullable String stands,
      List<RawFile> files) {}

  private record RawFile(
      String file,
      String kind,
      String quantisation,
      @Nullable Long size,
      @Nullable String sha256,
      List<RawSource> sources) {}

  private record RawSource(
      @Nullable String hub,
      @Nullable String revision,
      @Nullable List<String> pip,
      @Nullable String member,
      boolean join,
      @Nullable String convert,
      @Nullable Long size,
      @Nullable String sha256,
      @Nullable String bundled) {}

  private static Catalogue.Entry entry(RawEntry raw) {
    return new Catalogue.Entry(
        raw.id(),
        raw.name(),
        ModelRole.valueOf(raw.role().toUpperCase(Locale.ROOT)),
        raw.licence(),
        raw.context(),
        raw.stands(),
        raw.files().stream().map(CatalogueReader::file).toList());
  }

  private static Catalogue.KnownFile file(RawFile raw) {
    return new Catalogue.KnownFile(
        raw.file(),
        Catalogue.FileKind.valueOf(raw.kind().toUpperCase(Locale.ROOT)),
        raw.quantisation(),
        raw.size(),
        raw.sha256(),
        raw.sources().stream().map(source -> source(raw, source)).toList());
  }

  private static FileSource source(RawFile file, RawSource raw) {
    if (raw.bundled() != null) {
      return new FileSource.Bundled(raw.bundled(), file.sha256());
    }
    if (raw.hub() != null) {
      return new FileSource.Hub(
          raw.hub(), raw.revision() == null ? "main" : raw.revision(), file.file());
    }
    if (raw.pip() == null || raw.member() == null) {
      throw new IllegalArgumentException(
          "catalogue: a source of "
              + file.file()
              + " is neither hub, pip with member, nor bundled");
    }
    return new FileSource.Packages(
        raw.pip().stream().map(Requirement::parse).toList(),
        raw.member(),
        raw.join(),
        raw.convert() == null ? FileSource.Packages.NO_CONVERSION : raw.convert(),
        raw.size() == null ? file.size() : raw.size(),
        raw.sha256() == null ? file.sha256() : raw.sha256());
  }
}
