package sarai.feedback;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jdbi.v3.core.Handle;

/// Brings a database to the newest form, step by step; `user_version` counts the steps taken.
final class Migrations {
  static final int NEWEST = 1;

  private Migrations() {}

  /// @throws IOException when the file was written by a newer program
  static void apply(Handle handle) throws IOException {
    handle.execute("PRAGMA journal_mode = WAL");
    handle.execute("PRAGMA synchronous = NORMAL");
    handle.execute("PRAGMA secure_delete = ON");
    int version = handle.createQuery("PRAGMA user_version").mapTo(Integer.class).one();
    if (version > NEWEST) {
      throw new IOException(
          "it is of version " + version + ", this program knows " + NEWEST + ": use a newer one");
    }
    for (int step = version + 1; step <= NEWEST; step++) {
      String script = script("migration-" + step + ".sql");
      int taken = step;
      handle.useTransaction(transaction -> {
        transaction.createScript(script).execute();
        transaction.execute("PRAGMA user_version = " + taken);
      });
    }
  }

  private static String script(String name) throws IOException {
    try (InputStream in = Migrations.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException("the program lacks its own file sarai/feedback/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
