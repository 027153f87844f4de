package io.edgeauth.examples.idp.opaque;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.edgeauth.fixtures.TestAuthorizationServer;
import io.edgeauth.fixtures.TestKey;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;

/**
 * Spring Authorization Server over TLS on loopback: opaque tokens, and every way of a client to
 * prove itself. {@link #APPLICATION} is who brings tokens, on behalf of alice.
 */
final class OpaqueServer implements AutoCloseable {

  static final String APPLICATION = "shop-app";
  static final String SECRET = HexFormat.of().formatHex(TestKey.randomBytes(16));
  static final String BACK = "https://127.0.0.1/back";

  private static final String HOST = "127.0.0.1";

  /**
   * Held here, as the provider holds them. A warning says that the JDK cannot ask for a certificate
   * after the handshake, which nobody wants.
   */
  private static final List<Logger> TOMCAT_LOGGERS =
      Stream.of("org.apache.catalina", "org.apache.coyote", "org.apache.tomcat")
          .map(Logger::getLogger)
          .toList();

  private final Proofs proofs;
  private final TestAuthorizationServer clientKeys;
  private final AnnotationConfigServletWebServerApplicationContext context;
  private final String origin;
  private final HttpClient http;

  private OpaqueServer(
      Proofs proofs,
      TestAuthorizationServer clientKeys,
      AnnotationConfigServletWebServerApplicationContext context)
      throws Exception {
    this.proofs = proofs;
    this.clientKeys = clientKeys;
    this.context = context;
    var server = (TomcatWebServer) Objects.requireNonNull(context.getWebServer());
    server.getTomcat().getConnector().setProxyPort(server.getPort());
    this.origin = "https://" + HOST + ":" + server.getPort();
    this.http = HttpClient.newBuilder().sslContext(trusting(proofs)).build();
  }

  static OpaqueServer start(Path directory) throws Exception {
    TOMCAT_LOGGERS.forEach(logger -> logger.setLevel(Level.SEVERE));
    Proofs proofs = Proofs.make(directory);
    TestAuthorizationServer clientKeys = TestAuthorizationServer.start(proofs.publicKeys());
    var context = new AnnotationConfigServletWebServerApplicationContext();
    context.registerBean(TomcatServletWebServerFactory.class, () -> tomcat(proofs));
    context.registerBean(Proofs.class, () -> proofs);
    context.registerBean(
        OpaqueBeans.ClientKeys.class,
        () -> new OpaqueBeans.ClientKeys(clientKeys.uri().toString()));
    context.register(OpaqueBeans.class);
    context.refresh();
    return new OpaqueServer(proofs, clientKeys, context);
  }

  private static TomcatServletWebServerFactory tomcat(Proofs proofs) {
    var factory = new TomcatServletWebServerFactory(0);
    factory.setRegisterDefaultServlet(true); // filters run only for a path that some servlet has
    factory.addConnectorCustomizers(connector -> secure(connector, proofs));
    return factory;
  }

  /** Asks for a certificate, and goes on without one. */
  private static void secure(Connector connector, Proofs proofs) {
    connector.setProperty("address", HOST);
    connector.setProxyName(HOST);
    connector.setScheme("https");
    connector.setSecure(true);
    connector.setProperty("SSLEnabled", "true");
    SSLHostConfig tls = new SSLHostConfig();
    tls.setCertificateVerification("optional");
    var certificate = new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.UNDEFINED);
    try {
      tls.setTrustStore(proofs.trustedByServer());
      certificate.setCertificateKeystore(proofs.serversKey());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    certificate.setCertificateKeystorePassword(proofs.serversPassword());
    tls.addCertificate(certificate);
    connector.addSslHostConfig(tls);
  }

  private static SSLContext trusting(Proofs proofs) throws Exception {
    KeyStore store = proofs.trustedByServer();
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }

  Proofs proofs() {
    return proofs;
  }

  String issuer() {
    return origin;
  }

  URI introspection() {
    return URI.create(origin + "/oauth2/introspect");
  }

  URI tokens() {
    return URI.create(origin + "/oauth2/token");
  }

  /** What alice's log-in gives: access token and refresh token. */
  Map<String, Object> logIn() throws Exception {
    return post(
        "/oauth2/token",
        Map.of("grant_type", "authorization_code", "redirect_uri", BACK, "code", code()));
  }

  String accessToken() throws Exception {
    return (String) logIn().get("access_token");
  }

  /** An access token of the application's own. */
  String machineToken() throws Exception {
    return (String)
        post("/oauth2/token", Map.of("grant_type", "client_credentials")).get("access_token");
  }

  /** A code that has not been used. */
  String code() throws Exception {
    String query =
        form(Map.of("response_type", "code", "client_id", APPLICATION, "redirect_uri", BACK));
    HttpResponse<String> answer =
        http.send(
            request("/oauth2/authorize?scope=orders:read&" + query).build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(302);
    String location = answer.headers().firstValue("Location").orElseThrow();
    assertThat(location).startsWith(BACK + "?code=");
    return location.substring((BACK + "?code=").length());
  }

  void revoke(String token) throws Exception {
    assertThat(post("/oauth2/revoke", Map.of("token", token))).isEmpty();
  }

  /** What the server says of a token when the application asks. */
  Map<String, Object> said(String token) throws Exception {
    return post("/oauth2/introspect", Map.of("token", token));
  }

  /** As the application. */
  private Map<String, Object> post(String path, Map<String, String> fields) throws Exception {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("client_id", APPLICATION);
    all.put("client_secret", SECRET);
    HttpResponse<String> answer =
        http.send(
            request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(all)))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().isEmpty() ? Map.of() : JSONObjectUtils.parse(answer.body());
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(URI.create(origin + target)).timeout(Duration.ofSeconds(20));
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  @Override
  public void close() {
    context.close();
    clientKeys.close();
  }
}
