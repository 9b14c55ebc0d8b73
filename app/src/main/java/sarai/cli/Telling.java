package sarai.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sarai.chat.ChatEvent;
import sarai.chat.ChatSink;
import sarai.chat.Usage;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Prints an answer as it is made and keeps what `--why` tells. Used by one thread.
final class Telling implements ChatSink {
  private final Shell shell;
  private final boolean aloud;
  private final LongSupplier nanoClock;
  private final long began;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder heard = new StringBuilder();
  private ChatEvent.@Nullable Routed routed;
  private String answering = "";
  private long firstNanos;
  private long lastNanos;
  private Usage usage = Usage.NONE;

  /// @param aloud whether the pieces are printed as they come
  Telling(Shell shell, boolean aloud, LongSupplier nanoClock) {
    this.shell = shell;
    this.aloud = aloud;
    this.nanoClock = nanoClock;
    this.began = nanoClock.getAsLong();
  }

  @Override
  public void accept(ChatEvent event) throws IOException {
    switch (event) {
      case ChatEvent.Routed decision -> routed = decision;
      case ChatEvent.Answering next -> answering = next.model();
      case ChatEvent.Delta delta -> piece(delta.text());
      case ChatEvent.Done done -> {
        usage = done.usage();
        if (aloud) {
          shell.out().println();
        }
      }
      case ChatEvent.Progress.Loading loading -> {
        if (shell.terminal() && aloud) {
          shell.err().print("\r" + shell.messages().text("loading", loading.model()) + "\r");
        }
      }
      case ChatEvent.Progress.Frames frames -> {
        if (shell.terminal() && aloud) {
          String seen = shell.messages().text("frames", frames.done(), frames.total());
          shell.err().print("\r" + seen + (frames.done() == frames.total() ? "\n" : ""));
          shell.err().flush();
        }
      }
      case ChatEvent.Progress.Heard said -> {
        heard.append(said.text()).append(' ');
        if (aloud) {
          shell.err().println(shell.messages().text("heard", said.text()));
        }
      }
      case ChatEvent.Reasoning _,
          ChatEvent.ToolCallDelta _,
          ChatEvent.Citations _,
          ChatEvent.Evicted _,
          ChatEvent.Progress _ -> {}
    }
  }

  private void piece(String words) throws IOException {
    lastNanos = nanoClock.getAsLong();
    if (firstNanos == 0) {
      firstNanos = lastNanos;
    }
    text.append(words);
    if (aloud) {
      shell.out().print(words);
      shell.out().flush();
      if (shell.out().checkError()) {
        throw new IOException("nobody reads the answer any more");
      }
    }
  }

  /// What was said in the question's sounds.
  String heard() {
    return heard.toString();
  }

  /// Why the request went where it did, where that is known only when the answer is complete.
  void because(String reason) {
    if (routed != null) {
      routed = new ChatEvent.Routed(routed.runId(), routed.route(), routed.model(), reason);
    }
  }

  String runId() {
    return routed == null ? "" : routed.runId();
  }

  String text() {
    return text.toString().strip();
  }

  String model() {
    return answering;
  }

  String route() {
    return routed == null ? "" : routed.route();
  }

  double firstTokenSeconds() {
    return firstNanos == 0 ? 0 : (firstNanos - began) / 1e9;
  }

  /// Of the answer's tokens after the first; zero when there was one only.
  double tokensPerSecond() {
    double seconds = (lastNanos - firstNanos) / 1e9;
    return seconds <= 0 || usage.completionTokens() < 2
        ? 0
        : (usage.completionTokens() - 1) / seconds;
  }

  /// The route, the model and the figures, in one line.
  String why() {
    return shell
        .messages()
        .text(
            "ask.why",
            route(),
            answering,
            routed == null || routed.reason().isEmpty() ? "–" : routed.reason(),
            "%.2f".formatted(firstTokenSeconds()),
            String.format(Locale.ROOT, "%.0f", tokensPerSecond()),
            usage.promptTokens(),
            usage.completionTokens());
  }

  ObjectNode json() {
    ObjectNode json =
        new JsonMapper()
            .createObjectNode()
            .put("text", text())
            .put("route", route())
            .put("answered_by", answering)
            .put("why", routed == null ? "" : routed.reason())
            .put("run_id", runId())
            .put("first_token_seconds", firstTokenSeconds())
            .put("tokens_per_second", tokensPerSecond());
    json.putObject("tokens")
        .put("prompt", usage.promptTokens())
        .put("completion", usage.completionTokens());
    return json;
  }
}
