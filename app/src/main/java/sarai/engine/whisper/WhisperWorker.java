package sarai.engine.whisper;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

/// The main class of the child that holds one Whisper model. It answers [WorkerMessage]s on its
/// standard output and ends when its standard input does or its parent is gone. Logs go to standard
/// error.
public final class WhisperWorker {
  private WhisperWorker() {}

  /// @param args library, model file, threads, languages that may be detected separated by commas
  public static void main(String[] args) throws IOException, InterruptedException {
    DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    System.setOut(System.err);
    endWithParent();
    LinkedBlockingQueue<WorkerMessage> requests = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().name("requests").start(() -> readRequests(requests));
    WhisperLibrary.Kind kind = WhisperLibrary.Kind.valueOf(args[0]);
    int threads = Integer.parseInt(args[2]);
    try (WhisperLibrary whisper = WhisperLibrary.open(kind, Path.of(args[1]), threads)) {
      Listener listener = new Listener(whisper, List.of(args[3].split(",")), out);
      listener.warmUp();
      settle();
      WorkerMessage.write(out, new WorkerMessage.Ready(whisper.version()));
      while (true) {
        listener.answer(requests.take());
      }
    }
  }

  /// Gives back what only loading needed: a worker may stay for hours.
  private static void settle() {
    System.gc();
  }

  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> Thread.ofPlatform().daemon().name("parent").start(() -> outlive(parent)));
  }

  private static void outlive(ProcessHandle parent) {
    parent.onExit().join();
    exit(0);
  }

  private static void readRequests(LinkedBlockingQueue<WorkerMessage> requests) {
    try (DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in))) {
      while (true) {
        requests.add(WorkerMessage.read(in));
      }
    } catch (IOException e) {
      exit(0);
    }
  }

  private static void exit(int code) {
    System.exit(code);
  }
}
