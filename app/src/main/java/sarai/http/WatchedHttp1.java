package sarai.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1Connection;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/// Helidon's HTTP/1.1 over a [ReadAhead], so that a handler can [watch][#watch] for its client's
/// leaving. See docs/adr/0098.
final class WatchedHttp1 implements ServerConnectionSelector {
  private static final ScopedValue<ReadAhead> CLIENT = ScopedValue.newInstance();

  private final Http1ConnectionSelector http1 =
      Http1ConnectionSelector.builder().config(Http1Config.create()).build();

  /// To be called by a handler that has read its request.
  static ReadAhead.Watch watch() {
    return CLIENT.get().watch();
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http1.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    ReadAhead client = new ReadAhead(context.dataReader());
    Context watched = new Context(context, DataReader.create(client));
    return new Connection((Http1Connection) http1.connection(watched), client);
  }

  /// The same connection, but for where its bytes come from.
  private record Context(ConnectionContext real, DataReader dataReader)
      implements ConnectionContext {
    @Override
    public ListenerContext listenerContext() {
      return real.listenerContext();
    }

    @Override
    public ExecutorService executor() {
      return real.executor();
    }

    @Override
    public DataWriter dataWriter() {
      return real.dataWriter();
    }

    @Override
    public Router router() {
      return real.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
      return real.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
      return real.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
      return real.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
      return real.localPeer();
    }

    @Override
    public boolean isSecure() {
      return real.isSecure();
    }

    @Override
    public String socketId() {
      return real.socketId();
    }

    @Override
    public String childSocketId() {
      return real.childSocketId();
    }
  }

  /// Handles its requests where [#watch] finds the client.
  private record Connection(Http1Connection http, ReadAhead client)
      implements ServerConnection, InterruptableTask<Void> {
    @Override
    public void handle(Limit limit) throws InterruptedException {
      ScopedValue.where(CLIENT, client)
          .call(() -> {
            http.handle(limit);
            return true;
          });
    }

    @Override
    public Duration idleTime() {
      return http.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      http.close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
      return http.canInterrupt();
    }
  }
}
