package io.edgeauth.examples.gateway;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.event.EventLog;
import io.edgeauth.event.EventSink;
import io.edgeauth.event.FileEvent;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate that a gateway shows, read again when its file or its key's file changes, or when
 * other files are named. What cannot be read changes nothing; handshakes under way keep what they
 * began with.
 */
final class TlsCertificate implements AutoCloseable {

  private final SslContextFactory.Server context;
  private final EdgeRuntime runtime;
  private final List<Watch> watches = new ArrayList<>();
  private volatile TlsFiles files;

  private TlsCertificate(TlsFiles files, SslContextFactory.Server context, EdgeRuntime runtime) {
    this.files = files;
    this.context = context;
    this.runtime = runtime;
  }

  /**
   * Begins to watch both files.
   *
   * @throws PemException if they are wrong
   */
  static TlsCertificate watch(TlsFiles files) throws PemException {
    SslContextFactory.Server context = new SslContextFactory.Server();
    EventSink log = EventSink.to(List.of(new EventLog()));
    EdgeRuntime runtime = EdgeRuntime.start(Clock.systemUTC(), Ticker.systemTicker(), log, false);
    TlsCertificate certificate = new TlsCertificate(files, context, runtime);
    certificate.watchFiles();
    try {
      certificate.fill(context);
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
    for (Path file : List.of(files.certificate(), files.key())) {
      watches.add(runtime.files().watch(file, () -> readAgain(file)));
    }
  }

  private void fill(SslContextFactory target) throws PemException {
    target.setKeyStore(files.read());
    target.setKeyStorePassword(TlsFiles.PASSWORD);
  }

  /** Takes the files that the settings name now. */
  synchronized void follow(GatewaySettings settings) {
    TlsFiles named = settings.tls();
    if (named == null || named.equals(files)) {
      return;
    }
    files = named;
    watchFiles();
    readAgain(named.certificate());
  }

  /**
   * Certificate and key are two files: between their two changes they do not fit each other. Both
   * may change at once, and then be read twice at once.
   */
  private synchronized void readAgain(Path changed) {
    try {
      var store = files.read();
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
    runtime.exposedFiles().lookAt(files.certificate());
    runtime.exposedFiles().lookAtSecret(files.key());
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
