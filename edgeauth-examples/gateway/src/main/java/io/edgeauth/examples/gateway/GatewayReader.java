package io.edgeauth.examples.gateway;

import io.edgeauth.config.Section;
import io.edgeauth.route.Route;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the root {@code gateway}. Used once. */
final class GatewayReader {

  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration MAX_DRAIN = Duration.ofHours(1);
  private static final String ORIGIN = "an origin such as http://127.0.0.1:9000";

  private final Section section;
  private final boolean takesCertificates;

  /**
   * @param takesCertificates whether there is an authenticator of client certificates
   */
  GatewayReader(Section section, boolean takesCertificates) {
    this.section = section;
    this.takesCertificates = takesCertificates;
  }

  /** The settings; null where there are problems that leave nothing to listen for. */
  @Nullable GatewaySettings read() {
    Section listening = section.sectionOrEmpty("listen");
    ListenAddress listen = address(listening, 8080);
    listening.end();
    ListenAddress management = management(listen);
    TlsSettings tls = tls();
    Upstreams upstreams = upstreams();
    Duration drain = section.duration("drain", DRAIN, Duration.ZERO, MAX_DRAIN);
    later();
    section.end();
    return upstreams == null
        ? null
        : new GatewaySettings(listen, tls, upstreams, drain, management);
  }

  private static ListenAddress address(Section listen, int port) {
    return new ListenAddress(
        listen.text("host", "127.0.0.1"), listen.integer("port", port, 0, 65_535));
  }

  /** The management's address; null where no port is given, which is how it is turned off. */
  private @Nullable ListenAddress management(ListenAddress listen) {
    Section management = section.section("management");
    if (management == null) {
      return null;
    }
    ListenAddress address = address(management, 0);
    management.end();
    if (address.port() != 0 && address.equals(listen)) {
      management.problem("port", address.port() + " (expected: another than listen.port)");
    }
    return management.has("port") ? address : null;
  }

  private @Nullable TlsSettings tls() {
    Section tls = section.section("tls");
    if (tls == null) {
      return null;
    }
    Path certificate = tls.file("certificate");
    Path key = tls.file("key");
    ClientAuth clientAuth = tls.choice("client-auth", ClientAuth.class, ClientAuth.NONE);
    if (clientAuth != ClientAuth.NONE && !takesCertificates) {
      tls.problem(
          "client-auth",
          "there is no authenticator for the certificates (expected: none, or an authenticator"
              + " mtls with a trust-store)");
    }
    tls.end();
    if (certificate == null || key == null) {
      if (!tls.has("certificate") || !tls.has("key")) {
        tls.problem(
            certificate == null ? "certificate" : "key",
            "missing (expected: certificate and key, two PEM files)");
      }
      return null;
    }
    TlsFiles files = new TlsFiles(certificate, key);
    try {
      files.read();
    } catch (PemException e) {
      tls.problem(e.file().equals(key) ? "key" : "certificate", e.getMessage());
    }
    return new TlsSettings(files, clientAuth);
  }

  private @Nullable Upstreams upstreams() {
    List<Upstream> upstreams = new ArrayList<>();
    List<Section> items = section.several("upstreams").items();
    for (Section item : items) {
      Upstream upstream = upstream(item);
      if (upstream != null) {
        upstreams.add(upstream);
      }
    }
    if (items.isEmpty()) {
      section.problem(
          "upstreams", "none (expected: at least one, such as {path: /**, url: \"http://…\"})");
    }
    return upstreams.isEmpty() ? null : Upstreams.of(upstreams);
  }

  private static @Nullable Upstream upstream(Section item) {
    String path = item.requiredText("path");
    String url = item.requiredText("url");
    item.end();
    URI origin = url.isBlank() ? null : origin(url);
    if (origin == null && !url.isBlank()) {
      item.problem("url", "not understood (expected: " + ORIGIN + ", without a path)");
    }
    boolean matches = path.isBlank() || isPattern(item, path);
    return origin == null || path.isBlank() || !matches ? null : new Upstream(path, origin);
  }

  private static boolean isPattern(Section item, String path) {
    try {
      var unused = Route.path(path);
      return true;
    } catch (IllegalArgumentException e) {
      item.problem("path", String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** A path would be a promise to rewrite, and user information a secret in a URL. */
  private static @Nullable URI origin(String url) {
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean bare = uri.getRawPath() == null || uri.getRawPath().matches("/?");
      boolean more =
          uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null;
      if (!scheme.matches("https?") || uri.getHost() == null || !bare || more) {
        return null;
      }
      return new URI(scheme, null, uri.getHost(), uri.getPort(), null, null, null);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private void later() {
    section.later("forward-auth", "let the gateway pass requests on itself");
  }
}
