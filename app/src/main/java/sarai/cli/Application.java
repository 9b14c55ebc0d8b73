package sarai.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import sarai.agent.Hearing;
import sarai.config.ConfigSource;
import sarai.config.Reload;
import sarai.config.SaraiConfig;
import sarai.feedback.FeedbackStore;
import sarai.graph.Assistant;
import sarai.media.MediaInspector;
import sarai.media.MediaIntake;
import sarai.media.MediaSpool;
import sarai.pool.ModelPool;
import sarai.pool.StartProof;
import sarai.store.model.ModelStore;
import sarai.store.program.ProgramInstall;

/// What the commands need of the program; the composition root provides it.
public interface Application {
  String version();

  /// The folder of the pictures, clips and sounds of the demonstration.
  Path samples();

  /// Whether the model hub can be reached.
  boolean hubAnswers(Duration limit);

  /// The flow, drawn in Mermaid's notation.
  String drawing(SaraiConfig config);

  /// Run records and ratings of a data folder; the caller closes it.
  FeedbackStore feedback(SaraiConfig config, Path data);

  /// Tells what would be sent of a file.
  MediaInspector inspector(SaraiConfig config, Path data);

  ModelStore store(Path data, boolean offline);

  ProgramInstall llamaServer(Path data, boolean offline);

  ProgramInstall ffmpeg(Path data, boolean offline);

  /// The parts that answer, running in this process until they are closed. Nothing is loaded yet.
  Session open(SaraiConfig config, Path data) throws IOException;

  /// A running assistant.
  interface Session extends AutoCloseable {
    Assistant assistant();

    ModelPool pool();

    /// Begins to load what is to be loaded at start.
    void preload();

    /// Whether the configuration keeps its budget.
    StartProof proof();

    Hearing hearing();

    MediaIntake intake();

    MediaSpool spool();

    /// Puts a configuration that is read now in force, as far as it can be without a restart, or
    /// nothing of it when something is wrong. What is in use goes on; the outcome is logged.
    Reload reload(ConfigSource source);

    /// Has the requests from now on routed by the learned weights as they now are on disk. Weights
    /// that cannot be read change nothing, and the log says so.
    void reloadWeights();

    /// Opens the HTTP server, which ends with the session.
    ///
    /// @throws java.net.BindException when the port is taken
    Server serve() throws IOException;

    @Override
    void close();
  }

  /// A server that accepts requests.
  interface Server {
    URI address();

    /// From now on it says that it is going away.
    void drain(String reason);
  }
}
