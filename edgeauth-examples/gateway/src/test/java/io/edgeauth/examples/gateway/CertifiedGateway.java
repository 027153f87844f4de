package io.edgeauth.examples.gateway;

import io.edgeauth.fixtures.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/**
 * A gateway that may ask for certificates of an authority, which is the only one in its {@code
 * ca.pem}. The routes below {@code /machines} want one.
 */
final class CertifiedGateway implements AutoCloseable {

  /** Whom the certificates name that {@link #orders} makes. */
  static final String NAME = "spiffe://corp/ns/shop/sa/orders";

  private final Path directory;
  private final TestCertificate authority;
  private final X509Certificate server;
  private @Nullable Proxied proxied;

  private CertifiedGateway(Path directory, TestCertificate authority, X509Certificate server) {
    this.directory = directory;
    this.authority = authority;
    this.server = server;
  }

  /** Writes its files, and does not start it. */
  static CertifiedGateway in(Path directory) throws Exception {
    TestCertificate authority = root("authority");
    TestCertificate.writePem(directory.resolve("ca.pem"), authority.certificate());
    var own = io.edgeauth.examples.gateway.TestCertificate.of("EC", directory);
    own.write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));
    return new CertifiedGateway(directory, authority, own.certificate());
  }

  static TestCertificate root(String name) throws Exception {
    return TestCertificate.root(name).from(hours(-1)).until(hours(1)).make();
  }

  static TestCertificate orders(TestCertificate by, Instant until) throws Exception {
    return by.leaf("orders")
        .names(new GeneralName(GeneralName.uniformResourceIdentifier, NAME))
        .from(hours(-1))
        .until(until)
        .make();
  }

  static TestCertificate orders(TestCertificate by) throws Exception {
    return orders(by, hours(1));
  }

  static Instant hours(int hours) {
    return Instant.now().plus(Duration.ofHours(hours));
  }

  TestCertificate authority() {
    return authority;
  }

  void start(String clientAuth) throws IOException {
    start(clientAuth, "");
  }

  /**
   * Starts it.
   *
   * @param mtls more of the authenticator's keys, each after a comma
   */
  void start(String clientAuth, String mtls) throws IOException {
    proxied = Proxied.start(directory, text -> configured(text, clientAuth, mtls));
  }

  private static String configured(String text, String clientAuth, String mtls) {
    return Proxied.secured(
            Proxied.routed("{path: /machines/**, authenticate: machine}").apply(text))
        .replace(".key}", ".key, client-auth: " + clientAuth + "}")
        .replace(
            "authenticators: {",
            "authenticators: {machine: {mtls: {trust-store: ca.pem" + mtls + "}}, ");
  }

  Proxied proxied() {
    if (proxied == null) {
      throw new IllegalStateException("not started");
    }
    return proxied;
  }

  URI uri() {
    return URI.create("https://localhost:" + proxied().uri().getPort());
  }

  RecordingUpstream upstream() {
    return proxied().upstream();
  }

  /** A client; null for one without a certificate. */
  TlsClient client(@Nullable TestCertificate shown, String protocol) throws Exception {
    return TlsClient.to(uri(), server, shown, protocol);
  }

  /** Changes the configuration. */
  void configure(String old, String now) throws IOException {
    String text = Files.readString(proxied().file());
    if (!text.contains(old)) {
      throw new IllegalArgumentException("not in the configuration: " + old);
    }
    replace(String.valueOf(proxied().file().getFileName()), text.replace(old, now));
  }

  void replace(String file, String content) throws IOException {
    replace(file, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts another file in the place of one, whole. */
  void replace(String file, byte[] content) throws IOException {
    Path written = Files.write(directory.resolve(file + ".new"), content);
    Files.move(written, directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    if (proxied != null) {
      proxied.close();
    }
  }
}
