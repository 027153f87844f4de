package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.mtls.Mtls;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.route.Route;
import io.edgeauth.servlet.Container.Running;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** Clients that show certificates to each container, in a real handshake. */
final class ClientCertificateTest {

  private static final class Telling extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(request.getHeader("X-Client-Id"));
    }
  }

  @TempDir private Path directory;

  @EveryContainer
  void handshake_certificate_nameReachesTheServlet(Container container) throws Exception {
    try (EdgeAuth edge = edge();
        Running running = start(container, edge)) {
      HttpResponse<String> known = get(running, "/machines/1", ServerTls.client("orders"));
      assertThat(known.statusCode()).isEqualTo(200);
      assertThat(known.body()).isEqualTo("orders.svc.corp");

      HttpResponse<String> nobody = get(running, "/machines/1", null);
      assertThat(nobody.statusCode()).isEqualTo(401);
      assertThat(nobody.headers().firstValue("www-authenticate"))
          .contains("Certificate realm=\"edgeauth\"");
      assertThat(get(running, "/public/1", null).body()).isEqualTo("null");
      assertThat(get(running, "/public/1", ServerTls.client("orders")).body()).isEqualTo("null");
    }
  }

  /** The root alone is trusted: without what is between it would be nobody's certificate. */
  @EveryContainer
  void handshake_chainOfThree_isToldWhole(Container container) throws Exception {
    TestCertificate between = ServerTls.intermediate("between");
    TestCertificate own = ServerTls.client("orders", between);
    try (EdgeAuth edge = edge();
        Running running = start(container, edge)) {
      SSLContext tls = ServerTls.clientOf(own, between.certificate());
      for (int i = 0; i < 2; i++) { // the second time the session is resumed
        HttpResponse<String> answer = getBy(tls, running, "/machines/1");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("orders.svc.corp");
      }
    }
  }

  private EdgeAuth edge() throws Exception {
    Path store = TestCertificate.writePem(directory.resolve("ca.pem"), ServerTls.authority());
    return EdgeAuth.builder()
        .authenticator("machine", Mtls.trustStore(store))
        .route(Route.path("/machines/**").authenticate("machine"))
        .route(Route.path("/**").allowPublic())
        .build();
  }

  private static Running start(Container container, EdgeAuth edge) {
    return container.start(
        new Application(edge, Map.of("/*", new Telling())).with(Application.Settings.TLS));
  }

  private static HttpResponse<String> get(
      Running running, String path, @Nullable TestCertificate shown) throws Exception {
    return getBy(ServerTls.clientOf(shown), running, path);
  }

  /** Over a connection of its own. */
  private static HttpResponse<String> getBy(SSLContext tls, Running running, String path)
      throws Exception {
    HttpClient http = HttpClient.newBuilder().sslContext(tls).build();
    return http.send(
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + running.port() + path))
            .timeout(Duration.ofSeconds(30))
            .header("X-Client-Id", "root")
            .build(),
        BodyHandlers.ofString());
  }
}
