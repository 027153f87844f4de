package io.edgeauth.examples.gateway;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.event.EventLog;
import io.edgeauth.event.EventSink;
import io.edgeauth.event.FileEvent;
import io.edgeauth.runtime.EdgeRuntime;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate that a gateway shows, read again when its file or its key's file changes. What
 * cannot be read changes nothing; handshakes under way keep what they began with.
 */
final class TlsCertificate implements AutoCloseable {

  private final TlsFiles files;
  private final SslContextFactory.Server context;
  private final EdgeRuntime runtime;

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
    for (Path file : List.of(files.certificate(), files.key())) {
      var unused = runtime.files().watch(file, () -> certificate.readAgain(file));
    }
    try {
      certificate.fill(context);
      return certificate;
    } catch (PemException e) {
      certificate.close();
      throw e;
    }
  }

  private void fill(SslContextFactory target) throws PemException {
    target.setKeyStore(files.read());
    target.setKeyStorePassword(TlsFiles.PASSWORD);
  }

  /** Certificate and key are two files: between their two changes they do not fit each other. */
  private void readAgain(Path changed) {
    try {
      var store = files.read();
      context.reload(factory -> factory.setKeyStore(store));
      publish(changed, true, "");
    } catch (PemException e) {
      publish(e.file(), false, e.getMessage());
    } catch (Exception e) {
      publish(changed, false, "not taken: " + e.getClass().getSimpleName());
    }
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
