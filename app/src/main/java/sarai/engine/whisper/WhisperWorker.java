package sarai.engine.whisper;

import io.github.givimad.whisperjni.WhisperContext;
import io.github.givimad.whisperjni.WhisperJNI;
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

  /// @param args model file, threads, languages that may be detected separated by commas
  public static void main(String[] args) throws IOException, InterruptedException {
    DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    System.setOut(System.err);
    endWithParent();
    LinkedBlockingQueue<WorkerMessage> requests = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().name("requests").start(() -> readRequests(requests));
    WhisperJNI.loadLibrary();
    WhisperJNI whisper = new WhisperJNI();
    try (WhisperContext context = whisper.init(Path.of(args[0]))) {
      if (context == null) {
        throw new IOException("whisper.cpp does not take " + args[0]);
      }
      Listener listener =
          new Listener(
              whisper, context, Integer.parseInt(args[1]), List.of(args[2].split(",")), out);
      listener.warmUp();
      WorkerMessage.write(out, new WorkerMessage.Ready(whisper.getSystemInfo()));
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
