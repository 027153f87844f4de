package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.servlet.Container.Running;
import io.edgeauth.servlet.RawHttp.Answer;
import java.util.Map;

/** R20: a folder's welcome file is served under its own route, not under the folder's. */
final class WelcomeFileTest {

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
}
