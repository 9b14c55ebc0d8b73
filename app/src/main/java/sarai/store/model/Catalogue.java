package sarai.store.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelRole;

/// The models that this program knows by name: data, read from a resource. Immutable.
public final class Catalogue {
  private final List<Entry> entries;
  private final Map<String, KnownFile> byKey = new HashMap<>();

  Catalogue(List<Entry> entries) {
    this.entries = List.copyOf(entries);
    for (Entry entry : entries) {
      for (KnownFile file : entry.files()) {
        file.sources().forEach(source -> byKey.put(source.key(), file));
      }
    }
  }

  /// The one that ships with the program.
  public static Catalogue bundled() {
    return CatalogueReader.bundled();
  }

  /// A model.
  ///
  /// @param name truthful, for people
  /// @param licence SPDX identifier, or the licence's own name
  /// @param context longest context in tokens that it was trained for; null when it has none
  /// @param stands for whom or what it may be used, when that is less than its role suggests
  public record Entry(
      String id,
      String name,
      ModelRole role,
      String licence,
      @Nullable Integer context,
      @Nullable String stands,
      List<KnownFile> files) {
    public Entry {
      files = List.copyOf(files);
    }
  }

  /// What a file is to its model.
  public enum FileKind {
    WEIGHTS,
    PROJECTOR
  }

  /// A file of a model.
  ///
  /// @param size bytes where the file was seen, else null: the hub tells at the first pull
  /// @param sha256 hex where the file was seen, else null
  public record KnownFile(
      String file,
      FileKind kind,
      String quantisation,
      @Nullable Long size,
      @Nullable String sha256,
      List<FileSource> sources) {
    public KnownFile {
      sources = List.copyOf(sources);
    }
  }

  public List<Entry> entries() {
    return entries;
  }

  public Optional<Entry> entry(String id) {
    return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /// Every place where the file that this source gives can be had, in order.
  List<FileSource> sourcesOf(FileSource source) {
    KnownFile file = byKey.get(source.key());
    return file == null ? List.of() : file.sources();
  }

  /// What is known of the file that this source gives.
  Optional<KnownFile> known(FileSource source) {
    return Optional.ofNullable(byKey.get(source.key()));
  }

  /// Everything that is wrong with it, in words; empty when nothing is.
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (Entry entry : entries) {
      ids.merge(entry.id(), 1, Integer::sum);
      if (entry.files().stream().noneMatch(file -> file.kind() == FileKind.WEIGHTS)) {
        problems.add(entry.id() + " has no weights");
      }
      for (KnownFile file : entry.files()) {
        check(entry.id() + "/" + file.file(), file, problems);
      }
    }
    ids.forEach((id, times) -> {
      if (times > 1) {
        problems.add(id + " stands there " + times + " times");
      }
    });
    return Collections.unmodifiableList(problems);
  }

  private static void check(String name, KnownFile file, List<String> problems) {
    if (file.sources().isEmpty()) {
      problems.add(name + " has no source");
    }
    if ((file.size() == null) != (file.sha256() == null)) {
      problems.add(name + " has a size or a sha256 but not both");
    }
    if (file.size() != null && file.size() <= 0) {
      problems.add(name + " has size " + file.size());
    }
    if (file.sha256() != null && !file.sha256().matches("[0-9a-f]{64}")) {
      problems.add(name + " has no hex sha256: " + file.sha256());
    }
  }
}
