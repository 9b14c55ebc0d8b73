package sarai.store.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;
import sarai.store.fetch.HubFile;
import sarai.store.fetch.ModelHub;

/// The sources of one file, asked one after the other: each either offers the file, with what it
/// tells about it, or refuses. Not thread-safe.
final class Offers {
  private final WantedFile wanted;
  private final ModelHub hub;
  private final Map<String, Pin> pins;
  private final StoreProgress progress;
  private final Iterator<FileSource> left;
  private final List<StoreException> refusals = new ArrayList<>();
  private @Nullable Offer current;

  Offers(WantedFile wanted, ModelHub hub, Map<String, Pin> pins, StoreProgress progress) {
    this.wanted = wanted;
    this.hub = hub;
    this.pins = pins;
    this.progress = progress;
    this.left = wanted.sources().iterator();
  }

  /// A source that has the file.
  ///
  /// @param found what the hub said, for a hub source
  /// @param size bytes of the file, or -1 when the source does not say
  record Offer(FileSource source, @Nullable HubFile found, long size) {}

  WantedFile wanted() {
    return wanted;
  }

  /// The offer that stands: the first source's that did not refuse.
  Offer current() throws StoreException, InterruptedException {
    while (current == null) {
      if (!left.hasNext()) {
        throw exhausted();
      }
      FileSource source = left.next();
      try {
        current = offer(source);
      } catch (StoreException e) {
        refuse(source, e);
      }
    }
    return current;
  }

  /// Goes on to the next source because the present one failed to deliver.
  void refused(StoreException reason) throws InterruptedException {
    if (current != null) {
      refuse(current.source(), reason);
      current = null;
    }
  }

  private void refuse(FileSource source, StoreException reason) {
    refusals.add(reason);
    int next = wanted.sources().indexOf(source) + 1;
    progress.on(
        new StoreEvent.Refused(
            wanted.shortName(),
            source.label(),
            "" + reason.getMessage(),
            next < wanted.sources().size() ? wanted.sources().get(next).label() : null));
  }

  private StoreException exhausted() {
    return refusals.size() == 1
        ? refusals.getFirst()
        : new StoreException.NoSource(
            wanted.shortName(),
            refusals.stream().map(refusal -> "" + refusal.getMessage()).toList());
  }

  private Offer offer(FileSource source) throws StoreException, InterruptedException {
    return switch (source) {
      case FileSource.Hub file -> offer(file, file.file(), file.repository(), file.revision());
      case FileSource.HubProjector any ->
          offer(
              any,
              hub.projector(any.repository(), revision(any, any.revision())),
              any.repository(),
              any.revision());
      case FileSource.Packages packages ->
          new Offer(packages, null, packages.size() == null ? -1 : packages.size());
      case FileSource.Bundled _, FileSource.Local _ -> new Offer(source, null, 0);
    };
  }

  private Offer offer(FileSource source, String file, String repository, String revision)
      throws StoreException, InterruptedException {
    HubFile found = hub.find(repository, revision(source, revision), file);
    return new Offer(source, found, found.size());
  }

  /// The pinned commit, so that the same bytes come again; else the configured revision.
  private String revision(FileSource source, String configured) {
    Pin pin = pins.get(source.key());
    return pin == null || pin.commit() == null ? configured : pin.commit();
  }
}
