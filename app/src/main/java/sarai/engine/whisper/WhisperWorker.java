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

  /// @param args model file, threads, languages that may be detected separated by commas; then the
  ///   paths of an installed library and its back ends, or nothing for the one that comes with us
  public static void main(String[] args) throws IOException, InterruptedException {
    DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    System.setOut(System.err);
    endWithParent();
    LinkedBlockingQueue<WorkerMessage> requests = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().name("requests").start(() -> readRequests(requests));
    LibraryPlace place = args.length > 3 ? LibraryPlace.of(args[3], args[4]) : null;
    try (WhisperLibrary whisper = WhisperLibrary.open(Path.of(args[0]), place)) {
      Listener listener =
          new Listener(whisper, Integer.parseInt(args[1]), List.of(args[2].split(",")), out);
      listener.warmUp();
      WorkerMessage.write(out, new WorkerMessage.Ready(whisper.version()));
      while (true) {
        listener.answer(requests.take());
      }
    }
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
