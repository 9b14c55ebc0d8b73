package sarai.store.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import sarai.store.StoreEvent;
import sarai.store.StoreException;
import sarai.store.StoreProgress;

/// One file on its way, over as many attempts as it takes. Not thread-safe.
///
/// A partial file is continued when the wanted digest is known (the end is verified whatever the
/// parts were) or when the server can be told which version it must be (`If-Range`).
final class Transfer {
  private static final int CHUNK = 1 << 16;

  private final Http http;
  private final FreeSpace space;
  private final Download download;
  private final PartialFile partial;
  private final StoreProgress progress;
  private long total;
  private boolean continued;
  private boolean begun;

  Transfer(
      Http http, FreeSpace space, Download download, PartialFile partial, StoreProgress progress) {
    this.http = http;
    this.space = space;
    this.download = download;
    this.partial = partial;
    this.progress = progress;
    this.total = download.size();
  }

  Download download() {
    return download;
  }

  long done() {
    return partial.size();
  }

  /// Bytes, or -1 while unknown.
  long total() {
    return total;
  }

  void tell(StoreEvent event) {
    progress.on(event);
  }

  /// One attempt, to the end of the file.
  void run() throws IOException, StoreException, InterruptedException {
    if (partial.size() > 0 && !canContinue()) {
      partial.discard();
    }
    if (total >= 0 && partial.size() > total) {
      partial.discard();
    }
    if (total >= 0 && partial.size() == total && total > 0) {
      continued = true;
      return;
    }
    try (Http.Response response = ask()) {
      prepare(response);
      receive(response);
    }
  }

  /// Compares what arrived with what was wanted. Wrong bytes are thrown away; if part of them came
  /// from an earlier attempt, the file is tried once more from its start.
  String verify() throws IOException, StoreException {
    String found = partial.complete();
    if (download.sha256() == null || download.sha256().equalsIgnoreCase(found)) {
      return found;
    }
    partial.discard();
    if (continued) {
      continued = false;
      throw new TransferFailed("the continued file has another digest; starting again", null);
    }
    throw new StoreException.WrongChecksum(
        download.file() + " from " + download.source(), "sha256 " + download.sha256(), found);
  }

  private boolean canContinue() throws IOException {
    return download.sha256() != null || partial.tag().isPresent();
  }

  private Http.Response ask() throws IOException, StoreException {
    Map<String, String> headers = new HashMap<>();
    if (partial.size() > 0) {
      headers.put("Range", "bytes=" + partial.size() + "-");
      partial.tag().ifPresent(tag -> headers.put("If-Range", tag));
    }
    try {
      return http.send(
          new Http.Request("GET", download.uri(), headers, download.token(), Http.Follow.ALL));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void prepare(Http.Response response) throws IOException, StoreException {
    switch (response.status()) {
      case 200 -> startOver(response);
      case 206 -> checkContinuation(response);
      default -> throw refusal(response);
    }
    if (!begun) {
      tell(new StoreEvent.Began(download.file(), download.source(), partial.size(), total));
      begun = true;
    }
  }

  private void startOver(Http.Response response) throws IOException, StoreException {
    learnTotal(response.number("Content-Length"));
    partial.restart(response.header("ETag"));
    continued = false;
  }

  private void checkContinuation(Http.Response response) throws IOException, StoreException {
    String range = response.header("Content-Range").orElse("");
    if (!range.startsWith("bytes " + partial.size() + "-")) {
      partial.discard();
      throw new TransferFailed("a range was asked for and '" + range + "' came", null);
    }
    String length = range.substring(range.indexOf('/') + 1);
    learnTotal(length.matches("\\d{1,18}") ? Long.parseLong(length) : -1);
    continued = true;
  }

  private void learnTotal(long announced) throws IOException, StoreException {
    if (announced >= 0 && total >= 0 && announced != total) {
      long wanted = total;
      partial.discard();
      throw new StoreException.WrongChecksum(
          download.file() + " from " + download.source(), wanted + " bytes", announced + " bytes");
    }
    total = Math.max(total, announced);
  }

  private void receive(Http.Response response)
      throws IOException, StoreException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = partial.append();
        InputStream in = response.body()) {
      for (int n = read(in, chunk); n >= 0; n = read(in, chunk)) {
        if (Thread.interrupted()) {
          throw new InterruptedException(download.file());
        }
        write(out, chunk, n);
        tell(new StoreEvent.Advanced(download.file(), partial.size(), total));
      }
    }
    if (total >= 0 && partial.size() < total) {
      throw new TransferFailed("the connection ended early", null);
    }
  }

  private int read(InputStream in, byte[] chunk) throws TransferFailed {
    try {
      return in.read(chunk);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void write(OutputStream out, byte[] chunk, int count) throws IOException, StoreException {
    if (total >= 0 && partial.size() + count > total) {
      partial.discard();
      throw new StoreException.WrongChecksum(
          download.file() + " from " + download.source(), total + " bytes", "more");
    }
    try {
      out.write(chunk, 0, count);
    } catch (IOException e) {
      space.require(Folders.parent(partial.path()), Math.max(CHUNK, total - done()));
      throw e;
    }
  }

  private TransferFailed failed(IOException cause) {
    if (cause instanceof TransferFailed known) {
      return known;
    }
    return cause instanceof SocketTimeoutException
        ? new TransferFailed(
            "not a byte for " + http.stallTimeout().toMillis() / 1000.0 + " s", cause)
        : new TransferFailed(String.valueOf(cause), cause);
  }

  /// What a status other than success means: worth another attempt, or final.
  private IOException refusal(Http.Response response) throws IOException, StoreException {
    int status = response.status();
    URI uri = response.uri();
    if (status == 416) {
      partial.discard();
      return new TransferFailed("the server knows no such range", null);
    }
    boolean expired = status == 403 && !uri.equals(download.uri());
    if (expired || status == 408 || status == 429 || status >= 500) {
      return new TransferFailed(uri.getHost() + " answered " + status, null, retryAfter(response));
    }
    throw answer(status, uri);
  }

  private StoreException answer(int status, URI uri) {
    String text = download.file() + ": " + uri + " answered " + status;
    return status == 404 || status == 410
        ? new StoreException.NotFound(text)
        : new StoreException.NetworkFailed(text, null);
  }

  private static Duration retryAfter(Http.Response response) {
    return Duration.ofSeconds(Math.clamp(response.number("Retry-After"), 0, 60));
  }
}
