package sarai.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import sarai.store.StoreEvent;
import sarai.store.StoreProgress;
import sarai.units.Bytes;

/// Shows transfers: one bar for all of them on a terminal, plain lines elsewhere. Thread-safe.
final class PullProgress implements StoreProgress, AutoCloseable {
  private static final int BAR = 24;
  private static final long REDRAW_NANOS = 200_000_000L;
  private static final int LINE_EVERY_PERCENT = 25;

  private static final class Transfer {
    long began;
    long startedAt;
    long done;
    long total = -1;
    int told;
  }

  private final Shell shell;
  private final LongSupplier nanoClock;
  private final Map<String, Transfer> transfers = new LinkedHashMap<>();
  private long drawnAt;

  PullProgress(Shell shell, LongSupplier nanoClock) {
    this.shell = shell;
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized void on(StoreEvent event) {
    switch (event) {
      case StoreEvent.Began began -> begin(began);
      case StoreEvent.Advanced advanced -> advance(advanced);
      case StoreEvent.Working working -> line("pull.working", working.file(), working.step());
      case StoreEvent.Retrying retry -> line("pull.retrying", retry.file(), retry.reason());
      case StoreEvent.Refused refused -> refuse(refused);
      case StoreEvent.Finished finished -> {
        transfers.remove(finished.file());
        line("pull.finished", finished.file(), Bytes.of(finished.bytes()));
      }
    }
  }

  private void begin(StoreEvent.Began began) {
    Transfer transfer = new Transfer();
    transfer.began = began.done();
    transfer.done = began.done();
    transfer.total = began.total();
    transfer.startedAt = nanoClock.getAsLong();
    transfers.put(began.file(), transfer);
    String size = began.total() < 0 ? "?" : Bytes.of(began.total()).toString();
    line("pull.began", began.file(), size, began.source());
  }

  private void advance(StoreEvent.Advanced advanced) {
    Transfer transfer = transfers.computeIfAbsent(advanced.file(), _ -> new Transfer());
    transfer.done = advanced.done();
    transfer.total = advanced.total();
    long now = nanoClock.getAsLong();
    if (shell.terminal()) {
      if (now - drawnAt >= REDRAW_NANOS) {
        drawnAt = now;
        draw(now);
      }
    } else if (transfer.total > 0) {
      int percent = (int) (100 * transfer.done / transfer.total);
      if (percent / LINE_EVERY_PERCENT > transfer.told / LINE_EVERY_PERCENT) {
        transfer.told = percent;
        line("pull.percent", advanced.file(), percent, rate(transfer, now), eta(transfer, now));
      }
    }
  }

  private void refuse(StoreEvent.Refused refused) {
    if (refused.next() == null) {
      line("pull.refused", refused.file(), refused.source(), refused.reason());
    } else {
      line("pull.refused.next", refused.file(), refused.source(), refused.reason(), refused.next());
    }
  }

  private void draw(long now) {
    long done = 0;
    long total = 0;
    double rate = 0;
    for (Transfer transfer : transfers.values()) {
      done += transfer.done;
      total += Math.max(transfer.total, transfer.done);
      rate += bytesPerSecond(transfer, now);
    }
    int filled = total == 0 ? 0 : (int) (BAR * done / total);
    String seconds = rate <= 0 ? "?" : Long.toString(Math.round((total - done) / rate));
    shell
        .err()
        .printf(
            Locale.ROOT,
            "\r\033[K[%s%s] %s / %s  %s/s  %s s",
            "█".repeat(filled),
            "·".repeat(BAR - filled),
            Bytes.of(done),
            Bytes.of(total),
            Bytes.of((long) rate),
            seconds);
    shell.err().flush();
  }

  private static double bytesPerSecond(Transfer transfer, long now) {
    double seconds = (now - transfer.startedAt) / 1e9;
    return seconds <= 0 ? 0 : (transfer.done - transfer.began) / seconds;
  }

  private static String rate(Transfer transfer, long now) {
    return Bytes.of((long) bytesPerSecond(transfer, now)) + "/s";
  }

  private static String eta(Transfer transfer, long now) {
    double rate = bytesPerSecond(transfer, now);
    return rate <= 0 ? "?" : Long.toString(Math.round((transfer.total - transfer.done) / rate));
  }

  private void line(String key, Object... values) {
    clear();
    shell.tell(key, values);
  }

  private void clear() {
    if (shell.terminal()) {
      shell.err().print("\r\033[K");
    }
  }

  @Override
  public synchronized void close() {
    clear();
  }
}
