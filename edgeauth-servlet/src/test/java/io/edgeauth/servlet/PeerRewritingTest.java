package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.EdgeAuth;
import io.edgeauth.event.DecisionEvent;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.route.Route;
import io.edgeauth.servlet.Application.Settings;
import io.edgeauth.servlet.Container.Running;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * P14: where the container has put the client's address in the place of the peer's, EdgeAuth must
 * not be told to do it again.
 */
final class PeerRewritingTest {

  private static final String SPOOFED = "198.51.100.1";
  private static final String CLIENT = "203.0.113.9";
  private static final String INSIDE = "10.0.0.7";

  /** What EdgeAuth made of a request from loopback with this X-Forwarded-For. */
  private static DecisionEvent ask(
      Container container, Settings settings, String trusted, String forwardedFor) {
    List<DecisionEvent> decisions = new CopyOnWriteArrayList<>();
    ClientIpSettings clientIp =
        trusted.isEmpty()
            ? ClientIpSettings.DEFAULTS
            : new ClientIpSettings(List.of(Cidr.parse(trusted)), "X-Forwarded-For");
    try (EdgeAuth edge =
            EdgeAuth.builder()
                .route(Route.path("/public/**").allowPublic())
                .clientIp(clientIp)
                .listener(
                    event -> {
                      if (event instanceof DecisionEvent decision) {
                        decisions.add(decision);
                      }
                    })
                .build();
        Running running =
            container.start(
                new Application(edge, Map.of("/*", new SeenServlet())).with(settings))) {
      assertThat(
              running
                  .http()
                  .get(
                      "/public/a",
                      "X-Forwarded-For: " + forwardedFor,
                      "X-Request-Id: written-by-the-client")
                  .status())
          .isEqualTo(200);
    }
    assertThat(decisions).hasSize(1);
    return decisions.get(0);
  }

  @EveryContainer
  void edgeAuthAlone_findsTheClientBehindItsProxy(Container container) {
    DecisionEvent decision =
        ask(container, Settings.USUAL, "127.0.0.1/32", SPOOFED + ", " + CLIENT);

    assertThat(decision.clientAddress()).isEqualTo(CLIENT);
    assertThat(ask(container, Settings.USUAL, "", CLIENT).clientAddress()).isEqualTo("127.0.0.1");
  }

  /** Tomcat's valve reads from the right, as it must; the others believe the client's own words. */
  @EveryContainer
  void containerRewrites_edgeAuthTrustsNobody_peerIsWhatTheContainerSays(Container container) {
    DecisionEvent decision = ask(container, Settings.REWRITES_PEER, "", SPOOFED + ", " + CLIENT);

    assertThat(decision.clientAddress()).isEqualTo(container.isTomcat() ? CLIENT : SPOOFED);
  }

  @EveryContainer
  void both_clientNamesATrustedProxy_isTakenForIt(Container container) {
    DecisionEvent once = ask(container, Settings.USUAL, "10.0.0.0/8", INSIDE);
    DecisionEvent twice = ask(container, Settings.REWRITES_PEER, "10.0.0.0/8", INSIDE);

    assertThat(once.clientAddress()).isEqualTo("127.0.0.1");
    assertThat(once.requestId()).isNotEqualTo("written-by-the-client");
    assertThat(twice.clientAddress()).isEqualTo(INSIDE);
    assertThat(twice.requestId()).isEqualTo("written-by-the-client");
  }
}
