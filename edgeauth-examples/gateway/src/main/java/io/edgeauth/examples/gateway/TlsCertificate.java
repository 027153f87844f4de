package io.edgeauth.examples.gateway;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.ClientCertificates;
import io.edgeauth.event.EventLog;
import io.edgeauth.event.EventSink;
import io.edgeauth.event.FileEvent;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway shakes hands: the certificate that it shows, read again when its file or its key's
 * file changes, or when other files are named, and whose it asks for. What cannot be read changes
 * nothing; handshakes under way keep what they began with.
 *
 * <p>When clients' authorities change, no session from before is resumed: who was let in by one
 * that counts no more shakes hands anew.
 */
final class TlsCertificate implements AutoCloseable {

  private final SslContextFactory.Server context;
  private final ClientCertificates clients;
  private final ClientTrust trust;
  private final EdgeRuntime runtime;
  private final List<Watch> watches = new ArrayList<>();
  private Set<X509Certificate> authorities;
  private volatile TlsSettings settings;

  private TlsCertificate(TlsSettings settings, ClientCertificates clients, EdgeRuntime runtime) {
    this.settings = settings;
    this.clients = clients;
    this.authorities = new HashSet<>(clients.authorities());
    this.trust = new ClientTrust(clients);
    this.context = new Context(trust);
    this.runtime = runtime;
  }

  private static final class Context extends SslContextFactory.Server {

    private final ClientTrust trust;

    Context(ClientTrust trust) {
      this.trust = trust;
      setRenegotiationAllowed(false); // a certificate is that of its connection, from its beginning
    }

    @Override
    protected TrustManager[] getTrustManagers(
        @Nullable KeyStore trusted, @Nullable Collection<? extends CRL> revoked) {
      return new TrustManager[] {trust};
    }
  }

  /**
   * Begins to watch both files.
   *
   * @param clients whose certificates are asked for
   * @throws PemException if they are wrong
   */
  static TlsCertificate watch(TlsSettings settings, ClientCertificates clients)
      throws PemException {
    EventSink log = EventSink.to(List.of(new EventLog()));
    EdgeRuntime runtime = EdgeRuntime.start(Clock.systemUTC(), Ticker.systemTicker(), log, false);
    TlsCertificate certificate = new TlsCertificate(settings, clients, runtime);
    certificate.watchFiles();
    try {
      certificate.context.setKeyStore(settings.files().read());
      certificate.context.setKeyStorePassword(TlsFiles.PASSWORD);
      certificate.askClients();
      certificate.lookAtFiles();
      return certificate;
    } catch (PemException e) {
      certificate.close();
      throw e;
    }
  }

  private void watchFiles() {
    watches.forEach(Watch::close);
    watches.clear();
    TlsFiles files = settings.files();
    for (Path file : List.of(files.certificate(), files.key())) {
      watches.add(runtime.files().watch(file, () -> readAgain(file)));
    }
  }

  private void askClients() {
    context.setWantClientAuth(settings.clientAuth() == ClientAuth.WANT);
    context.setNeedClientAuth(settings.clientAuth() == ClientAuth.NEED);
    trust.needed(settings.clientAuth() == ClientAuth.NEED);
  }

  /** Takes what the settings name now, and the authorities that are trusted now. */
  synchronized void follow(GatewaySettings gateway) {
    TlsSettings named = gateway.tls();
    Set<X509Certificate> trusted = new HashSet<>(clients.authorities());
    if (named == null || (named.equals(settings) && trusted.equals(authorities))) {
      return;
    }
    boolean otherFiles = !named.files().equals(settings.files());
    settings = named;
    authorities = trusted;
    if (otherFiles) {
      watchFiles();
      readAgain(named.files().certificate());
    }
    forgetSessions();
  }

  private void forgetSessions() {
    try {
      context.reload(factory -> askClients());
    } catch (Exception e) {
      publish(settings.files().certificate(), false, "not taken: " + e.getClass().getSimpleName());
    }
  }

  /**
   * Certificate and key are two files: between their two changes they do not fit each other. Both
   * may change at once, and then be read twice at once.
   */
  private synchronized void readAgain(Path changed) {
    try {
      KeyStore store = settings.files().read();
      context.reload(factory -> factory.setKeyStore(store));
      publish(changed, true, "");
      lookAtFiles();
    } catch (PemException e) {
      publish(e.file(), false, e.getMessage());
    } catch (Exception e) {
      publish(changed, false, "not taken: " + e.getClass().getSimpleName());
    }
  }

  private void lookAtFiles() {
    runtime.exposedFiles().lookAt(settings.files().certificate());
    runtime.exposedFiles().lookAtSecret(settings.files().key());
  }

  private void publish(Path file, boolean taken, String detail) {
    runtime
        .events()
        .publish(new FileEvent(runtime.clock().instant(), file.toString(), taken, detail));
  }

  SslContextFactory.Server context() {
    return context;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
