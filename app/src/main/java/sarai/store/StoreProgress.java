package sarai.store;

/// Told what happens while files are fetched. Called from several threads at once; must not block.
@FunctionalInterface
public interface StoreProgress {
  StoreProgress NONE = event -> {};

  void on(StoreEvent event);
}
