package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.servlet.Container.Running;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run of the tests has the containers that it is there for; none drops out unseen. */
final class ContainerTest {

  @Test
  void run_hasItsContainers() {
    String expected = System.getProperty("edgeauth.expected-containers");

    assertThat(expected).as("set by the build, once for each run").isNotNull();
    assertThat(Container.present())
        .extracting(Container::name)
        .containsExactlyInAnyOrder(expected.split(",", -1));
  }

  @Test
  void run_servletApi_isTheOneOfItsContainers() {
    boolean newer = Container.present().contains(Container.TOMCAT_11);

    assertThat(Container.servletVersion()).isEqualTo(newer ? "6.1" : "6.0");
  }

  @EveryContainer
  void container_bothProtocols_reachTheServlet(Container container) throws Exception {
    SeenServlet servlet = new SeenServlet();
    try (Edge edge = new Edge();
        Running running = container.start(edge.auth(), Map.of("/*", servlet));
        RawHttp2 http2 = new RawHttp2(running.port())) {
      assertThat(running.http().get("/public/a").status()).isEqualTo(200);
      assertThat(http2.get("/public/a").status()).isEqualTo(200);
      assertThat(http2.get("/api/a").status()).isEqualTo(401);
      assertThat(servlet.hits()).isEqualTo(2);
    }
  }
}
