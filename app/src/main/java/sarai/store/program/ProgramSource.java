package sarai.store.program;

import java.io.IOException;
import java.nio.file.Path;
import sarai.store.StoreException;
import sarai.store.StoreProgress;

/// One way to get a program: fetch, check, unpack. Nothing that it fetches is run by it.
interface ProgramSource {
  /// For people.
  String label();

  /// @param work for what is fetched; deleted by the caller
  /// @param root an empty folder for the program
  /// @throws StoreException when this machine or the other side cannot do it: the next is tried
  Unpacked unpack(Path work, Path root, StoreProgress progress)
      throws IOException, StoreException, InterruptedException;
}
