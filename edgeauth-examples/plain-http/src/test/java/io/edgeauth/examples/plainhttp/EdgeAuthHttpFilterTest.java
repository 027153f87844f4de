package io.edgeauth.examples.plainhttp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpHandler;
import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.http.HeaderEdits;
import io.edgeauth.http.QueryEdits;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import io.edgeauth.pipeline.Decision;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What the contract does not ask: what handlers are told in Java, and the sample. */
final class EdgeAuthHttpFilterTest {

  private final AtomicReference<String> principal = new AtomicReference<>();
  private final HttpHandler greeting =
      exchange -> {
        principal.set(
            exchange.getPrincipal() == null ? null : exchange.getPrincipal().getUsername());
        Main.greet(exchange);
      };

  private static Filter letting(Identity identity) {
    Decision forward =
        new Decision.Forward(
            identity, HeaderEdits.of(name -> false, List.of()), QueryEdits.NONE, List.of());
    return EdgeAuthHttpFilter.deciding(request -> forward);
  }

  private static Identity identity(Credential.Builder credential) {
    return Identity.of(credential.build(), "user");
  }

  private static HttpResponse<String> get(PlainHttpServer server, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void identity_verified_toldToTheHandler() throws Exception {
    Filter filter = letting(identity(Credential.builder("jwt").subject("alice").client("app")));
    try (PlainHttpServer server = PlainHttpServer.start(0, "/", filter, greeting)) {
      assertThat(get(server, "/").body()).isEqualTo("Hello, alice\n");
      assertThat(principal).hasValue("alice");
    }
  }

  @Test
  void identity_clientWithoutSubject_isThePrincipal() throws Exception {
    Filter filter = letting(identity(Credential.builder("api-key").client("acme")));
    try (PlainHttpServer server = PlainHttpServer.start(0, "/", filter, greeting)) {
      get(server, "/");
      assertThat(principal).hasValue("acme");
    }
  }

  @Test
  void identity_anonymous_nobody() throws Exception {
    try (PlainHttpServer server =
        PlainHttpServer.start(0, "/", letting(Identity.ANONYMOUS), greeting)) {
      assertThat(get(server, "/").body()).isEqualTo("Hello, stranger\n");
      assertThat(principal).hasNullValue();
    }
  }

  /** The sample as it stands beside the README: its issuer is out of reach, and nobody is asked. */
  @Test
  void sample_asItIs_publicAndProtected() throws Exception {
    EdgeAuthBuilder sample =
        EdgeAuth.builder().configuration(Path.of("edgeauth.yaml")).onlyLooking();
    try (EdgeAuth edge = sample.build();
        PlainHttpServer server =
            PlainHttpServer.start(0, "/", EdgeAuthHttpFilter.of(edge), greeting)) {
      assertThat(get(server, "/health").body()).isEqualTo("Hello, stranger\n");
      HttpResponse<String> refused = get(server, "/api/me");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate"))
          .contains("Bearer realm=\"edgeauth\"");
      assertThat(get(server, "/elsewhere").statusCode()).isEqualTo(403);
    }
  }
}
