package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.Ambiguity;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.servlet.Application.Settings;
import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** R05, R20: a resource is served under its own route, whatever path leads to it. */
final class ResourceTest {

  @EveryContainer
  void folder_welcomeFileProtected_wantsItsCredential(Container container) {
    SeenServlet page = new SeenServlet();
    SeenServlet open = new SeenServlet();
    try (TestIssuer issuer = TestIssuer.start(Edge.KEY);
        EdgeAuth edge = Rules.edge(issuer.issuer(), RequestSettings.DEFAULTS, event -> {});
        Running running =
            container.start(
                new Application(edge, Map.of("/docs/index.html", page, "/s/*", open))
                    .welcoming("index.html"))) {
      assertThat(running.http().get("/s/a").status()).isEqualTo(200);
      assertThat(running.http().get("/docs/").status()).isEqualTo(401);
      assertThat(running.http().get("/docs/index.html").status()).isEqualTo(401);
      assertThat(page.hits()).isZero();

      String token = TestToken.valid(issuer.issuer(), Edge.KEY).compact();
      Answer allowed = running.http().get("/docs/", "Authorization: Bearer " + token);
      assertThat(allowed.status()).isEqualTo(200);
      assertThat(allowed.body()).contains("\"identity\":\"alice\"");
      assertThat(page.hits()).isEqualTo(1);
    }
  }

  private static List<Container> jetties() {
    return Container.present().stream().filter(Container::isJetty).toList();
  }

  /** Jetty lets the path pass and does not say what it made of it: nothing can be compared. */
  @ParameterizedTest
  @MethodSource("jetties")
  void resource_untold_refused(Container container) {
    SeenServlet servlet = new SeenServlet();
    RequestSettings allowing =
        new RequestSettings(16 * 1024, Set.of(Ambiguity.ENCODED_SLASH), true, null);
    try (TestIssuer issuer = TestIssuer.start(Edge.KEY);
        EdgeAuth edge = Rules.edge(issuer.issuer(), allowing, event -> {})) {
      Application application = new Application(edge, Map.of("/*", servlet));
      try (Running told = container.start(application.with(Settings.DOCUMENTED));
          Running untold = container.start(application.with(Settings.RESOURCE_UNTOLD))) {
        assertThat(told.http().get("/s/a%2Fb").status()).isEqualTo(200);
        assertThat(untold.http().get("/s/a").status()).isEqualTo(200);
        assertThat(untold.http().get("/s/a%2Fb").status()).isEqualTo(400);
        assertThat(servlet.hits()).isEqualTo(2);
      }
    }
  }

  /** A server that hands paths on has no resources: there the path as it was written decides. */
  @EveryContainer
  void filterOfProxy_containerDropsParameter_decidesForThePathAlone(Container container) {
    RequestSettings allowing =
        new RequestSettings(16 * 1024, Set.of(Ambiguity.SEMICOLON), true, null);
    try (TestIssuer issuer = TestIssuer.start(Edge.KEY);
        EdgeAuth edge = Rules.edge(issuer.issuer(), allowing, event -> {})) {
      Application application = new Application(edge, Map.of("/*", new SeenServlet()));
      try (Running resources = container.start(application);
          Running proxy =
              container.start(application.inside(filter -> EdgeAuthFilter.ofProxy(edge)))) {
        assertThat(resources.http().get("/s/secret;x/a").status()).isEqualTo(401);
        assertThat(proxy.http().get("/s/secret;x/a").status()).isEqualTo(200);
        assertThat(resources.http().get("/s/a;x/a").status()).isEqualTo(200);
        assertThat(proxy.http().get("/s/secret/a").status()).isEqualTo(401);
      }
    }
  }
}
