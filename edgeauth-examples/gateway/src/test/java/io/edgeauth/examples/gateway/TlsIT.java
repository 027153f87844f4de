package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS of the packaged jar, where Jetty's services must have survived the packaging. */
final class TlsIT {

  @TempDir private Path directory;
  private Surroundings around;
  private Path certificateFile;
  private Path keyFile;

  @BeforeEach
  void start() throws IOException {
    around = new Surroundings(directory);
    around.configure("tls: {certificate: gateway.pem, key: gateway.key}");
    certificateFile = directory.resolve("gateway.pem");
    keyFile = directory.resolve("gateway.key");
  }

  @AfterEach
  void stop() {
    around.close();
  }

  private static HttpClient trusting(TestCertificate certificate, HttpClient.Version version)
      throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("gateway", certificate.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).version(version).build();
  }

  private HttpRequest.Builder request(URI gateway, String path) {
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + around.token())
        .header("X_User_Id", "root");
  }

  @Test
  void request_http2_isNegotiatedAndServed() throws Exception {
    TestCertificate certificate = TestCertificate.of("EC", directory);
    certificate.write(certificateFile, keyFile);
    HttpClient http = trusting(certificate, HttpClient.Version.HTTP_2);
    try (GatewayProcess gateway = GatewayProcess.serve(around.file())) {
      URI uri = gateway.listening();
      assertThat(uri.getScheme()).isEqualTo("https");

      HttpResponse<String> answer =
          http.send(request(uri, "/orders?a=%7e").build(), BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"query\":\"a=%7e\"", "\"x-user-id\":[\"alice\"]")
          .contains("\"x-forwarded-proto\":[\"https\"]")
          .contains("\"host\":[\"" + uri.getAuthority() + "\"]")
          .doesNotContain("x_user_id", "transfer-encoding");
    }
  }

  @Test
  void request_http2BodyWithoutLength_arrivesWhole() throws Exception {
    TestCertificate certificate = TestCertificate.of("RSA", directory);
    certificate.write(certificateFile, keyFile);
    HttpClient http = trusting(certificate, HttpClient.Version.HTTP_2);
    byte[] body = new byte[300_000];
    try (GatewayProcess gateway = GatewayProcess.serve(around.file())) {
      HttpRequest upload =
          request(gateway.listening(), "/orders")
              .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
              .build();
      HttpResponse<String> answer = http.send(upload, BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.body()).contains("\"bodyLength\":300000");
    }
  }

  @Test
  void request_http11_isServedToo() throws Exception {
    TestCertificate certificate = TestCertificate.of("EC", directory);
    certificate.write(certificateFile, keyFile);
    HttpClient http = trusting(certificate, HttpClient.Version.HTTP_1_1);
    try (GatewayProcess gateway = GatewayProcess.serve(around.file())) {
      HttpResponse<String> answer =
          http.send(request(gateway.listening(), "/orders").build(), BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void certificate_replaced_isShownWithoutRestart() throws Exception {
    TestCertificate.of("EC", directory).write(certificateFile, keyFile);
    TestCertificate next = TestCertificate.of("EC", directory);
    try (GatewayProcess gateway = GatewayProcess.serve(around.file())) {
      URI uri = gateway.listening();
      next.write(certificateFile, keyFile);

      await().atMost(Duration.ofSeconds(30)).until(() -> isTrusted(uri, next));
    }
  }

  private boolean isTrusted(URI uri, TestCertificate certificate) throws Exception {
    try {
      HttpClient http = trusting(certificate, HttpClient.Version.HTTP_1_1);
      return http.send(request(uri, "/orders").build(), BodyHandlers.ofString()).statusCode()
          == 200;
    } catch (SSLHandshakeException e) {
      return false;
    }
  }
}
