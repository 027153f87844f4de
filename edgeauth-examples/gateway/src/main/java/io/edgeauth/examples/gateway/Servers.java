package io.edgeauth.examples.gateway;

import io.edgeauth.EdgeAuth;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers of a running gateway: the proxy's, and the management's where it has a port. */
final class Servers {

  private static final Logger log = LoggerFactory.getLogger(Servers.class);

  private final Listening proxy;
  private final @Nullable Listening management;

  private Servers(Listening proxy, @Nullable Listening management) {
    this.proxy = proxy;
    this.management = management;
  }

  /**
   * Starts them; the management first, since nobody is let in who finds it.
   *
   * @param tls null: plain HTTP
   * @throws CannotStartException if one of them cannot listen; then neither does
   */
  static Servers start(
      EdgeAuth edge,
      LiveSettings settings,
      UpstreamTimeouts timeouts,
      SslContextFactory.@Nullable Server tls) {
    ListenAddress address = settings.now().gateway().management();
    Listening management =
        address == null ? null : Listening.toManage(address, edge, settings, timeouts, tls);
    Servers servers = new Servers(Listening.toProxy(edge, settings, timeouts, tls), management);
    if (management != null) {
      servers.start(management);
      servers.warnIfExposed(management);
    }
    servers.start(servers.proxy);
    return servers;
  }

  private void start(Listening server) {
    try {
      server.start();
    } catch (Exception e) {
      CannotStartException told = CannotStartException.of(e, server.address());
      try {
        stop(Duration.ZERO);
      } catch (Exception further) {
        told.addSuppressed(further);
      }
      throw told;
    }
  }

  private void warnIfExposed(Listening server) {
    try {
      if (server.isExposed()) {
        log.warn(
            "loosened on purpose: gateway.management.host: {} without gateway.tls, keys and"
                + " credentials of administrators can be read on the way",
            server.address().host());
      }
    } catch (IOException e) {
      log.warn("where the management port is bound cannot be found out", e);
    }
  }

  URI uri() {
    return proxy.uri();
  }

  @Nullable URI managementUri() {
    return management == null ? null : management.uri();
  }

  /** Ends both at the same time, so that no more than the drain goes by. */
  void stop(Duration drain) throws Exception {
    Listening other = management;
    if (other == null) {
      proxy.stop(drain);
      return;
    }
    FutureTask<Void> beside =
        new FutureTask<>(
            () -> {
              other.stop(drain);
              return null;
            });
    new Thread(beside, "management-drain").start();
    try {
      proxy.stop(drain);
    } finally {
      beside.get();
    }
  }
}
