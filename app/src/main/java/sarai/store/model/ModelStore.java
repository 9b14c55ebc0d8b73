package sarai.store.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import sarai.config.ModelConfig;
import sarai.store.InstalledModel;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Fetching;

/// The models' files on this machine. Thread-safe; several processes may share one data folder.
///
/// ```
/// DATA/models.lock        which bytes each name stands for: sha256, size, source, commit
/// DATA/models/blobs/      the bytes, each file under its sha256, verified before it got there
/// DATA/models/partial/    what is on its way, resumed by the next pull
/// DATA/models/locks/      one file per fetch: a single process at a time
/// DATA/models/seen.json   digests of files outside the store
/// ```
public final class ModelStore {
  private static final int FILES_AT_ONCE = 4;

  private final Fetching fetching;
  private final Catalogue catalogue;
  private final ModelLock lock;
  private final Presence presence;
  private final Acquisition acquisition;
  private final Path partial;

  private ModelStore(Places places, Fetching fetching, Catalogue catalogue, Checks checks) {
    Path models = places.data().resolve("models");
    this.fetching = fetching;
    this.catalogue = catalogue;
    this.partial = models.resolve("partial");
    this.lock = new ModelLock(places.data().resolve("models.lock"), fetching.pause());
    this.presence =
        new Presence(
            places.program(),
            new Blobs(models.resolve("blobs")),
            new SeenFiles(models.resolve("seen.json")));
    this.acquisition =
        new Acquisition(fetching, checks.conversions(), checks.file(), lock, presence, partial);
  }

  /// Where things are.
  ///
  /// @param data the data folder
  /// @param program the program's own folder, whose `models` are bundled
  public record Places(Path data, Path program) {}

  /// What is done with bytes that arrived.
  ///
  /// @param file looks whether a file is what its name says
  /// @param conversions by the name that `convert` uses
  public record Checks(FileCheck file, Map<String, Conversion> conversions) {
    public Checks {
      conversions = Map.copyOf(conversions);
    }
  }

  /// Opens the store; the data folder is created by the first pull.
  public static ModelStore open(
      Places places, Fetching fetching, Catalogue catalogue, Checks checks) {
    return new ModelStore(places, fetching, catalogue, checks);
  }

  public Catalogue catalogue() {
    return catalogue;
  }

  /// The variants of a model whose files are all here, best first. Quick: stored files were
  /// verified when they came, files outside the store are hashed once and remembered.
  public List<InstalledModel> installed(ModelConfig model)
      throws StoreException, InterruptedException {
    Map<String, Pin> pins = lock.pins();
    List<InstalledModel> installed = new ArrayList<>();
    for (WantedVariant variant : WantedVariant.of(model, catalogue)) {
      installed(variant, pins).ifPresent(installed::add);
    }
    return installed;
  }

  private Optional<InstalledModel> installed(WantedVariant variant, Map<String, Pin> pins)
      throws StoreException, InterruptedException {
    Optional<StoredFile> weights = presence.of(variant.weights(), pins);
    WantedFile wanted = variant.projector();
    Optional<StoredFile> projector = wanted == null ? Optional.empty() : presence.of(wanted, pins);
    if (weights.isEmpty() || (wanted != null && projector.isEmpty())) {
      return Optional.empty();
    }
    return Optional.of(
        new InstalledModel(
            variant.weights().shortName(),
            weights.get().path(),
            projector.map(StoredFile::path).orElse(null),
            weights.get().sha256()));
  }

  /// Brings every file of these models here: for each the best variant that fits. Nothing is
  /// fetched unless all of it fits the budget and the disk. An interrupt ends it; what arrived is
  /// kept and the next pull goes on from there.
  ///
  /// @param fit whether a variant could ever be loaded
  /// @return the files, fetched now or here before
  public List<StoredFile> pull(List<ModelConfig> models, FitCheck fit, StoreProgress progress)
      throws StoreException, InterruptedException {
    PullPlan plan = new PullPlan(fetching, catalogue, presence, lock.pins(), progress);
    for (ModelConfig model : models) {
      plan.add(model, fit);
    }
    create(partial);
    plan.requireSpace(partial);
    List<Callable<StoredFile>> tasks = new ArrayList<>();
    plan.files().forEach(offers -> tasks.add(() -> acquisition.obtain(offers, progress)));
    return Together.run(tasks, FILES_AT_ONCE);
  }

  /// Every file of the store that is here, by key.
  public List<StoredFile> list() throws StoreException {
    return lock.pins().entrySet().stream()
        .filter(entry -> presence.blobs().holds(entry.getValue()))
        .map(entry -> presence.stored(entry.getKey(), entry.getValue()))
        .toList();
  }

  /// What removing did.
  ///
  /// @param freed the files whose bytes are gone
  /// @param kept the files that stayed because other models use them
  public record Removal(List<StoredFile> freed, List<StoredFile> kept) {}

  /// Removes every variant of a model. Files that one of the others uses stay. Files outside the
  /// store are never touched.
  ///
  /// @param others the models that stay
  public Removal remove(ModelConfig model, List<ModelConfig> others)
      throws StoreException, InterruptedException {
    List<String> used = others.stream().flatMap(other -> keys(other).stream()).toList();
    List<String> keys = keys(model);
    return remove(file -> keys.contains(file.key()), file -> used.contains(file.key()));
  }

  /// Removes the file with this name, key or digest (at least 8 digits of it).
  ///
  /// @param inUse the models whose files must stay
  public Removal remove(String file, List<ModelConfig> inUse)
      throws StoreException, InterruptedException {
    List<String> used = inUse.stream().flatMap(other -> keys(other).stream()).toList();
    return remove(stored -> isNamed(stored, file), stored -> used.contains(stored.key()));
  }

  private Removal remove(Predicate<StoredFile> chosen, Predicate<StoredFile> used)
      throws StoreException, InterruptedException {
    List<StoredFile> all = list();
    List<StoredFile> kept = all.stream().filter(chosen.and(used)).toList();
    List<StoredFile> gone = all.stream().filter(chosen.and(used.negate())).toList();
    if (gone.isEmpty() && kept.isEmpty()) {
      throw new StoreException.NotFound("no such file in the store; `sarai models` lists them");
    }
    lock.change(pins -> gone.forEach(file -> pins.remove(file.key())));
    List<StoredFile> freed = new ArrayList<>();
    for (StoredFile file : gone) {
      if (list().stream().noneMatch(other -> other.sha256().equals(file.sha256()))) {
        delete(file);
        freed.add(file);
      }
    }
    return new Removal(freed, kept);
  }

  private static boolean isNamed(StoredFile stored, String file) {
    return stored.name().equals(file)
        || stored.key().equals(file)
        || (file.length() >= 8 && stored.sha256().startsWith(file));
  }

  private List<String> keys(ModelConfig model) {
    return WantedVariant.of(model, catalogue).stream()
        .flatMap(variant -> variant.files().stream())
        .flatMap(file -> file.sources().stream())
        .map(FileSource::key)
        .toList();
  }

  /// Reads every stored file again. A damaged one is deleted; its pin stays, so that a pull brings
  /// the same bytes.
  public List<Verification> verify(StoreProgress progress)
      throws StoreException, InterruptedException {
    List<Verification> found = new ArrayList<>();
    for (Map.Entry<String, Pin> entry : lock.pins().entrySet()) {
      found.add(Verification.of(presence.stored(entry.getKey(), entry.getValue()), progress));
    }
    for (Verification verification : found) {
      if (verification instanceof Verification.Damaged damaged) {
        delete(damaged.file());
      }
    }
    return found;
  }

  /// Deletes what unfinished pulls left and nobody continued.
  ///
  /// @param before untouched since
  /// @return bytes freed
  public long discardPartials(Instant now, Duration before)
      throws StoreException, InterruptedException {
    return Partials.discard(partial, now.minus(before));
  }

  private void delete(StoredFile file) throws StoreException {
    try {
      presence.blobs().delete(file.sha256());
    } catch (IOException e) {
      throw new StoreException.FolderFailed(file.path().toString(), e);
    }
  }

  private static void create(Path folder) throws StoreException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StoreException.FolderFailed(folder.toString(), e);
    }
  }
}
