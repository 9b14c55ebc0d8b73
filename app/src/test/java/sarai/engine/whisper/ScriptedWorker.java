package sarai.engine.whisper;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A worker without a model: says two things of each span, over the real pipes and messages.
public final class ScriptedWorker {
  private ScriptedWorker() {}

  /// Does not start as ONNX Runtime.
  public static void main(String[] args) throws IOException {
    if (List.of(args).contains(WhisperLibrary.Kind.ONNX.name())) {
      throw new IOException("this is no computer for it");
    }
    DataOutputStream out = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    WorkerMessage.write(out, new WorkerMessage.Ready("scripted"));
    try (DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in))) {
      while (true) {
        answer((WorkerMessage.Listen) WorkerMessage.read(in), out);
      }
    } catch (EOFException _) {
      // The parent closed the pipe: that is how a worker is stopped.
    }
  }

  private static void answer(WorkerMessage.Listen listen, DataOutputStream out) throws IOException {
    if (!Files.exists(Path.of(listen.pcm()))) {
      WorkerMessage.write(out, new WorkerMessage.Failed("there is no " + listen.pcm()));
      return;
    }
    double seconds = listen.samples() / 16_000.0;
    String language = listen.language();
    WorkerMessage.write(out, new WorkerMessage.Heard(0, seconds / 2, " Mr. Quilter is"));
    WorkerMessage.write(out, new WorkerMessage.Heard(seconds / 2, seconds, " the apostle"));
    WorkerMessage.write(out, new WorkerMessage.Finished(language == null ? "en" : language));
  }
}
