package sarai.media;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import sarai.chat.MediaRef;
import sarai.config.SaraiConfig;
import sarai.units.Bytes;

/// Takes media from wherever it may come from into the spool, once. Thread-safe.
public final class MediaIntake {
  private final List<Path> folders;
  private final boolean remote;
  private final GuardedFetch fetch;
  private final IntakeLimits limits;

  /// @param maxOther most bytes of a clip or a sound, such as `server.max_body`
  /// @param fetch used only when `remote_urls.enabled`
  public MediaIntake(SaraiConfig.Media config, Bytes maxOther, GuardedFetch fetch) {
    this.folders = config.allowedFolders().stream().map(Path::of).toList();
    this.remote = config.remoteUrls().enabled();
    this.fetch = fetch;
    this.limits = new IntakeLimits(config.maxImageBytes(), maxOther);
  }

  /// Spools a piece of media for the request that `scope` stands for.
  ///
  /// @throws IOException when the spool folder cannot be written
  public MediaRef take(MediaSource source, MediaScope scope) throws MediaException, IOException {
    return switch (source) {
      case MediaSource.LocalFile(Path path) -> file(path, scope);
      case MediaSource.Upload(InputStream content) -> scope.add(content, limits);
      case MediaSource.Content content -> scope.add(content.open(), limits);
      case MediaSource.Picture picture -> scope.add(encoded(picture), limits);
      case MediaSource.Reference(String text) -> reference(text, scope);
    };
  }

  private MediaRef reference(String text, MediaScope scope) throws MediaException, IOException {
    String scheme = scheme(text);
    return switch (scheme) {
      case "data" -> base64(text, afterComma(text), scope);
      case "file" -> file(allowed(uri(text)), scope);
      case "http", "https" -> remote(uri(text), scope);
      case "" -> base64(text, 0, scope);
      default ->
          throw new MediaException.ForbiddenSource(
              scheme + ": addresses are not read: send a data: URL");
    };
  }

  private static String scheme(String text) {
    int colon = text.substring(0, Math.min(text.length(), 16)).indexOf(':');
    return colon < 0 ? "" : text.substring(0, colon).strip().toLowerCase(Locale.ROOT);
  }

  private static int afterComma(String text) throws MediaException {
    int comma = text.indexOf(',');
    String head = text.substring(0, Math.max(comma, 0)).toLowerCase(Locale.ROOT);
    if (comma < 0 || comma > 256 || !head.endsWith(";base64")) {
      throw new MediaException.Unreadable(
          "the data: URL is not base64: write data:image/png;base64,…");
    }
    return comma + 1;
  }

  private MediaRef base64(String text, int from, MediaScope scope)
      throws MediaException, IOException {
    try (InputStream in = Base64Text.decoded(text, from)) {
      return scope.add(in, limits);
    } catch (Base64Text.Malformed e) {
      throw new MediaException.Unreadable(
          "this is no base64 (%s): send a data: URL or an upload; paths are not read"
              .formatted(e.getMessage()),
          e);
    }
  }

  private MediaRef file(Path path, MediaScope scope) throws MediaException, IOException {
    if (!Files.isRegularFile(path)) {
      throw new MediaException.Unreadable(path + " is no file that can be read: check its name");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return scope.add(in, limits);
    }
  }

  /// The real path of a `file:` address under an allowed folder. Whether anything lies elsewhere is
  /// not told.
  private Path allowed(URI uri) throws MediaException {
    Path real = real(uri);
    for (Path folder : folders) {
      if (isWithin(folder, real)) {
        return real;
      }
    }
    throw outside();
  }

  private static Path real(URI uri) throws MediaException {
    boolean here = uri.getHost() == null || uri.getHost().equalsIgnoreCase("localhost");
    if (!here || uri.getPath() == null || uri.getQuery() != null || uri.getFragment() != null) {
      throw outside();
    }
    try {
      return Path.of(uri.getPath()).toRealPath();
    } catch (IOException | IllegalArgumentException e) {
      throw outside();
    }
  }

  private static boolean isWithin(Path folder, Path real) {
    try {
      return real.startsWith(folder.toRealPath())
          && Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return false;
    }
  }

  private static MediaException.ForbiddenSource outside() {
    return new MediaException.ForbiddenSource(
        "the file: address is not of a file in media.allowed_folders: add its folder or send the"
            + " data");
  }

  private MediaRef remote(URI uri, MediaScope scope) throws MediaException, IOException {
    if (!remote) {
      throw new MediaException.ForbiddenSource(
          "fetching from the web is off: send the data, or set media.remote_urls.enabled and its"
              + " allowed_hosts");
    }
    try (HttpBody body = fetch.open(uri)) {
      return scope.add(body.content(), limits);
    } catch (HttpBody.Broken e) {
      throw new MediaException.FetchFailed(uri.getHost() + " broke off: " + e.getMessage(), e);
    }
  }

  private static URI uri(String text) throws MediaException {
    try {
      return new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new MediaException.ForbiddenSource("this is no address: " + e.getReason());
    }
  }

  private static InputStream encoded(MediaSource.Picture picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture.image(), "png", out);
    return new ByteArrayInputStream(out.toByteArray());
  }
}
