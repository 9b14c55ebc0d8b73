package sarai.store.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sarai.config.ModelConfig;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Fetching;
import sarai.units.Bytes;

/// What a pull will do, decided before its first byte: which variant of each model, which files are
/// missing, whether they fit the disk. Not thread-safe.
final class PullPlan {
  private final Fetching fetching;
  private final Catalogue catalogue;
  private final Presence presence;
  private final Map<String, Pin> pins;
  private final StoreProgress progress;

  /// Files by the key of their first source: two models may share one.
  private final Map<String, Offers> files = new LinkedHashMap<>();

  /// Every file that some source was asked about, in the same way.
  private final Map<String, Offers> asked = new HashMap<>();

  PullPlan(
      Fetching fetching,
      Catalogue catalogue,
      Presence presence,
      Map<String, Pin> pins,
      StoreProgress progress) {
    this.fetching = fetching;
    this.catalogue = catalogue;
    this.presence = presence;
    this.pins = pins;
    this.progress = progress;
  }

  /// The best variant of the model that fits; a remote model needs no file.
  void add(ModelConfig model, FitCheck fit) throws StoreException, InterruptedException {
    List<WantedVariant> variants = WantedVariant.of(model, catalogue);
    List<String> refusals = new ArrayList<>();
    for (WantedVariant variant : variants) {
      String name = variant.weights().shortName();
      String refusal = fit.refusal(model, name, size(variant));
      if (refusal == null) {
        variant.files().forEach(file -> files.put(key(file), asked(file)));
        return;
      }
      refusals.add(name + ": " + refusal);
      progress.on(new StoreEvent.Refused(model.id(), name, refusal, next(variants, variant)));
    }
    if (!refusals.isEmpty()) {
      throw new StoreException.DoesNotFit(
          "no variant of %s fits\n  %s".formatted(model.id(), String.join("\n  ", refusals)));
    }
  }

  Collection<Offers> files() {
    return files.values();
  }

  /// Refuses when what is missing does not fit the disk. Packages need room for the archives beside
  /// the file, and for a converted copy.
  void requireSpace(Path work) throws StoreException, InterruptedException {
    long needed = 0;
    for (Offers offers : files.values()) {
      if (presence.of(offers.wanted(), pins).isEmpty()) {
        needed += needed(offers.current(), work);
      }
    }
    if (needed > 0) {
      fetching.space().require(work, needed);
    }
  }

  private static long needed(Offers.Offer offer, Path work) {
    long size = Math.max(0, offer.size());
    if (offer.source() instanceof FileSource.Packages packages) {
      return size * (packages.converts() ? 3 : 2);
    }
    String sha256 = offer.found() == null ? null : offer.found().sha256();
    return sha256 == null ? size : size - lengthOf(work.resolve(sha256));
  }

  private static long lengthOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException absent) {
      return 0;
    }
  }

  private Bytes size(WantedVariant variant) throws StoreException, InterruptedException {
    long size = 0;
    for (WantedFile file : variant.files()) {
      Optional<StoredFile> here = presence.of(file, pins);
      size += here.isPresent() ? here.get().size() : Math.max(0, asked(file).current().size());
    }
    return Bytes.of(size);
  }

  private Offers asked(WantedFile file) {
    return asked.computeIfAbsent(key(file), _ -> new Offers(file, fetching.hub(), pins, progress));
  }

  private static String key(WantedFile file) {
    return file.sources().getFirst().key();
  }

  private static @Nullable String next(List<WantedVariant> variants, WantedVariant variant) {
    int next = variants.indexOf(variant) + 1;
    return next < variants.size() ? variants.get(next).weights().shortName() : null;
  }
}
