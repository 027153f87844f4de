package io.edgeauth.examples.gateway;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
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
  private final Listening listening;
  private final @Nullable TlsCertificate certificate;
  private final URI uri;

  private Gateway(
      Configured configured,
      LiveSettings settings,
      Listening listening,
      @Nullable TlsCertificate certificate) {
    this.configured = configured;
    this.settings = settings;
    this.listening = listening;
    this.certificate = certificate;
    this.uri = listening.uri(settings.now().gateway().host());
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
    TlsFiles files = settings.now().gateway().tls();
    TlsCertificate certificate = null;
    try {
      certificate = files == null ? null : TlsCertificate.watch(files);
      if (certificate != null) {
        settings.tell(certificate::follow);
        certificate.follow(settings.now().gateway()); // the file may have changed before
      }
      Listening listening =
          Listening.with(
              configured.edge(),
              settings,
              timeouts,
              certificate == null ? null : certificate.context());
      listening.start();
      return new Gateway(configured, settings, listening, certificate);
    } catch (Exception e) {
      configured.close();
      if (certificate != null) {
        certificate.close();
      }
      throw new IllegalStateException(told(e, settings.now().gateway()), e);
    }
  }

  /**
   * Jetty begins with TLS and with listening in one call; the kind of failure says which it was.
   */
  static String told(Exception failure, GatewaySettings gateway) {
    if (failure instanceof PemException || failure instanceof GeneralSecurityException) {
      return "cannot serve TLS with gateway.tls.certificate and key: " + reason(failure);
    }
    if (failure instanceof IOException || failure instanceof UnresolvedAddressException) {
      String address = Brackets.on(gateway.host()) + ":" + gateway.port();
      return "cannot listen on " + address + ": " + reason(failure);
    }
    return "cannot start: " + reason(failure);
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause != null) {
      return reason(cause);
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** Where it listens: {@code http://HOST:PORT}, or {@code https} with TLS. */
  public URI uri() {
    return uri;
  }

  /** Stops accepting, lets what is under way end within {@code gateway.drain}, and ends. */
  @Override
  public void close() {
    try {
      listening.stop(settings.now().gateway().drain());
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
