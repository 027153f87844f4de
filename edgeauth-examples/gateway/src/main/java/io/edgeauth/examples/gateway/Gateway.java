package io.edgeauth.examples.gateway;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A running gateway: it verifies requests with EdgeAuth and passes those that may go on to their
 * upstreams.
 *
 * <p>Any thread may call it. It follows changes of its configuration file, of the certificate and
 * of the key.
 */
public final class Gateway implements AutoCloseable {

  private final Configured configured;
  private final LiveSettings settings;
  private final Servers servers;
  private final @Nullable TlsCertificate certificate;

  private Gateway(
      Configured configured,
      LiveSettings settings,
      Servers servers,
      @Nullable TlsCertificate certificate) {
    this.configured = configured;
    this.settings = settings;
    this.servers = servers;
    this.certificate = certificate;
  }

  /**
   * Starts a gateway; returns when it answers.
   *
   * @param configuration a YAML file with the roots {@code edgeauth} and {@code gateway}
   * @return the running gateway, which the caller closes
   * @throws io.edgeauth.config.ConfigurationException with every problem that the file has
   * @throws IllegalStateException when it cannot listen there, cannot serve TLS with the
   *     certificate and key, or cannot start at all; the message says which
   */
  public static Gateway start(Path configuration) {
    return start(configuration, UpstreamTimeouts.DEFAULTS);
  }

  static Gateway start(Path configuration, UpstreamTimeouts timeouts) {
    Configured configured = Configured.toServe(configuration);
    LiveSettings settings = Objects.requireNonNull(configured.gateway());
    TlsSettings tls = settings.now().gateway().tls();
    TlsCertificate certificate = null;
    try {
      certificate =
          tls == null ? null : TlsCertificate.watch(tls, configured.edge().clientCertificates());
      if (certificate != null) {
        settings.tell(certificate::follow);
        certificate.follow(settings.now().gateway()); // the file may have changed before
      }
      Servers servers =
          Servers.start(
              configured.edge(),
              settings,
              timeouts,
              certificate == null ? null : certificate.context());
      return new Gateway(configured, settings, servers, certificate);
    } catch (Exception e) {
      configured.close();
      if (certificate != null) {
        certificate.close();
      }
      throw CannotStartException.of(e, settings.now().gateway().listen());
    }
  }

  /** Where it listens: {@code http://HOST:PORT}, or {@code https} with TLS. */
  public URI uri() {
    return servers.uri();
  }

  /** Where keys are managed, or null where nothing is. */
  public @Nullable URI managementUri() {
    return servers.managementUri();
  }

  /** Stops accepting, lets what is under way end within {@code gateway.drain}, and ends. */
  @Override
  public void close() {
    try {
      servers.stop(settings.now().gateway().drain());
    } catch (Exception e) {
      throw new IllegalStateException("the gateway did not end as it should", e);
    } finally {
      if (certificate != null) {
        certificate.close();
      }
      configured.close();
    }
  }
}
