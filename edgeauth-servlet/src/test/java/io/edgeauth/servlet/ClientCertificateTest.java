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
    Path store = TestCertificate.writePem(directory.resolve("ca.pem"), ServerTls.authority());
    try (EdgeAuth edge =
            EdgeAuth.builder()
                .authenticator("machine", Mtls.trustStore(store))
                .route(Route.path("/machines/**").authenticate("machine"))
                .route(Route.path("/**").allowPublic())
                .build();
        Running running =
            container.start(
                new Application(edge, Map.of("/*", new Telling()))
                    .with(Application.Settings.TLS))) {
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

  private static HttpResponse<String> get(
      Running running, String path, @Nullable TestCertificate shown) throws Exception {
    HttpClient http = HttpClient.newBuilder().sslContext(ServerTls.clientOf(shown)).build();
    return http.send(
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + running.port() + path))
            .timeout(Duration.ofSeconds(30))
            .header("X-Client-Id", "root")
            .build(),
        BodyHandlers.ofString());
  }
}
