package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The management port: who gets in, and what happens at the main port meanwhile. */
final class ManagementTest {

  private static final String MANAGED =
      "{path: /api-keys/**, authenticate: user, require: {roles: admin}}";
  private static final String KEYED = "{path: /orders/**, authenticate: partner}";

  @TempDir private Path directory;
  private Surroundings around;
  private final ListAppender<ILoggingEvent> warnings = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Servers.class);

  @BeforeEach
  void start() throws IOException {
    around = new Surroundings(directory);
    warnings.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(warnings);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(warnings);
    logger.setLevel(null);
    around.close();
  }

  private Gateway serve(String gateway, String... routes) throws IOException {
    around.configure(gateway);
    String text =
        Files.readString(around.file())
            .replace("authenticators: {", "authenticators: {partner: {api-key: {prefix: ck_}}, ");
    Files.writeString(around.file(), Proxied.routed(routes).apply(text));
    return Gateway.start(around.file());
  }

  private Gateway serve() throws IOException {
    return serve("management: {port: 0}", MANAGED, KEYED);
  }

  private static String send(URI server, String request, String... lines) throws IOException {
    String[] all = new String[lines.length + 2];
    all[0] = "Host: a.example";
    all[1] = "Connection: close";
    System.arraycopy(lines, 0, all, 2, lines.length);
    return RawConnection.exchange(server, request + " HTTP/1.1", all);
  }

  private String admin() {
    return Proxied.bearer(around.valid().claim("roles", List.of("admin")));
  }

  private String post(Gateway gateway, String path, String body) throws IOException {
    try (RawConnection connection = RawConnection.to(gateway.managementUri())) {
      connection.send(
          String.join(
              "\r\n",
              "POST " + path + " HTTP/1.1",
              "Host: a.example",
              "Connection: close",
              admin(),
              "Content-Type: application/json",
              "Content-Length: " + body.length(),
              "",
              body));
      return connection.readAll();
    }
  }

  private static String member(String answer, String name) throws Exception {
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    return JSONObjectUtils.getString(JSONObjectUtils.parse(body), name);
  }

  @Test
  void key_issuedOverHttp_passesAtTheMainPortUntilItIsRevoked() throws Exception {
    try (Gateway gateway = serve()) {
      String issued = post(gateway, "/api-keys/partner", "{\"owner\":\"acme\"}");
      assertThat(issued).startsWith("HTTP/1.1 201 ").doesNotContainIgnoringCase("jetty");
      String key = "X-API-Key: " + member(issued, "secret");
      assertThat(send(gateway.uri(), "GET /orders/7", key))
          .startsWith("HTTP/1.1 200 ")
          .contains("\"x-client-id\":[\"acme\"]");

      String path = "/api-keys/partner/" + member(issued, "id");
      assertThat(post(gateway, path + "/revoke", "{}")).startsWith("HTTP/1.1 200 ");
      assertThat(send(gateway.uri(), "GET /orders/7", key)).startsWith("HTTP/1.1 401 ");
      assertThat(around.backend().hits()).isEqualTo(1);
    }
  }

  /** The routes are those of the configuration: they decide here as they do at the main port. */
  @Test
  void caller_notAdmin_refused() throws Exception {
    try (Gateway gateway = serve()) {
      URI management = gateway.managementUri();
      assertThat(send(management, "GET /api-keys/partner")).startsWith("HTTP/1.1 401 ");
      assertThat(send(management, "GET /api-keys/partner", around.bearer()))
          .startsWith("HTTP/1.1 403 ");
      assertThat(send(management, "GET /api-keys/partner", admin()))
          .startsWith("HTTP/1.1 200 ")
          .contains("{\"keys\":[]}");
    }
  }

  /** Closed by default: no route, or one that lets anybody in, and nobody is let in. */
  @Test
  void route_noneOrPublic_refusesEvenAdministrators() throws Exception {
    around.configure("management: {port: 0}");
    String text =
        Files.readString(around.file())
            .replace("authenticators: {", "authenticators: {partner: {api-key: {prefix: ck_}}, ");
    Files.writeString(around.file(), text.replace("    - {path: /**, authenticate: user}\n", ""));
    try (Gateway gateway = Gateway.start(around.file())) {
      assertThat(send(gateway.managementUri(), "GET /api-keys/partner", admin()))
          .startsWith("HTTP/1.1 403 ");
    }
    try (Gateway gateway =
        serve("management: {port: 0}", "{path: /api-keys/**, access: public}", KEYED)) {
      assertThat(send(gateway.managementUri(), "GET /api-keys/partner", admin()))
          .startsWith("HTTP/1.1 403 ");
    }
  }

  /** The main port has an upstream under that path, as under every other, and no administration. */
  @Test
  void mainPort_pathOfTheManagement_goesToTheUpstream() throws Exception {
    try (Gateway gateway = serve()) {
      assertThat(send(gateway.uri(), "GET /api-keys/partner", admin()))
          .startsWith("HTTP/1.1 200 ")
          .contains("\"x-user-id\":[\"alice\"]")
          .doesNotContain("\"keys\"");
      assertThat(around.backend().hits()).isEqualTo(1);
    }
  }

  /** And the management port has no upstream. */
  @Test
  void managementPort_otherPath_notFoundAndNotProxied() throws Exception {
    try (Gateway gateway = serve()) {
      for (String path : List.of("/public/a", "/api-keys", "/")) {
        assertThat(send(gateway.managementUri(), "GET " + path, admin()))
            .startsWith("HTTP/1.1 404 ")
            .contains("application/problem+json")
            .doesNotContainIgnoringCase("jetty");
      }
      assertThat(around.backend().hits()).isZero();
    }
  }

  /** R: what servers read in two ways is refused here as it is there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/../api-keys/partner",
        "/public/%2e%2e/api-keys/partner",
        "/public;/../api-keys/partner",
        "//api-keys/partner",
        "/api-keys/partner;x",
        "/api-keys%2fpartner",
        "/api-keys/partner%00",
        "*"
      })
  void managementPort_ambiguousPath_refused(String target) throws Exception {
    try (Gateway gateway = serve()) {
      assertThat(send(gateway.managementUri(), "GET " + target, admin()))
          .startsWith("HTTP/1.1 400 ")
          .contains("application/problem+json");
    }
  }

  @Test
  void managementPort_bareLineFeeds_refused() throws Exception {
    try (Gateway gateway = serve();
        RawConnection connection = RawConnection.to(gateway.managementUri())) {
      connection.send("GET /api-keys/partner HTTP/1.1\nHost: a.example\n" + admin() + "\n\n");
      assertThat(connection.readAll()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void management_withoutPort_isNotThere() throws Exception {
    try (Gateway gateway = serve("management: {host: 127.0.0.1}", MANAGED, KEYED)) {
      assertThat(gateway.managementUri()).isNull();
    }
  }

  /** A change of the routes counts at the management port, too. */
  @Test
  void reload_routeGone_administratorsAreRefused() throws Exception {
    try (Gateway gateway = serve()) {
      assertThat(send(gateway.managementUri(), "GET /api-keys/partner", admin()))
          .startsWith("HTTP/1.1 200 ");
      String text = Files.readString(around.file());
      Files.writeString(around.file(), text.replace("roles: admin}}\n", "roles: owner}}\n"));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  send(gateway.managementUri(), "GET /api-keys/partner", admin())
                      .startsWith("HTTP/1.1 403 "));
    }
  }

  /** C: on other addresses than loopback without TLS is a loosening, which has its line. */
  @Test
  void start_exposedWithoutTls_warned() throws Exception {
    try (Gateway gateway = serve("management: {host: 0.0.0.0, port: 0}", MANAGED, KEYED)) {
      assertThat(gateway.managementUri()).isNotNull();
      assertThat(warnings.list)
          .singleElement()
          .extracting(ILoggingEvent::getFormattedMessage)
          .asString()
          .startsWith("loosened on purpose: gateway.management.host: 0.0.0.0 without gateway.tls");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void start_onLoopback_notWarned(String host) throws Exception {
    try (Gateway gateway = serve("management: {host: " + host + ", port: 0}", MANAGED, KEYED)) {
      assertThat(gateway.managementUri()).isNotNull();
      assertThat(warnings.list).isEmpty();
    }
  }

  /** With TLS both ports have it, by the one certificate. */
  @Test
  void tls_managementPort_hasItToo() throws Exception {
    TestCertificate certificate = TestCertificate.of("EC", directory);
    certificate.write(directory.resolve("gateway.pem"), directory.resolve("gateway.key"));
    try (Gateway gateway =
        serve(
            "tls: {certificate: gateway.pem, key: gateway.key}\n"
                + "management: {host: 0.0.0.0, port: 0}",
            MANAGED,
            KEYED)) {
      assertThat(gateway.managementUri().getScheme()).isEqualTo("https");
      assertThat(warnings.list).isEmpty();
      for (URI server : List.of(gateway.managementUri(), gateway.uri())) {
        URI local = URI.create("https://127.0.0.1:" + server.getPort());
        try (RawHttp2 http = RawHttp2.to(local, certificate)) {
          http.headers(
              1,
              true,
              ":method: GET",
              ":scheme: https",
              ":authority: a.example",
              ":path: /api-keys/openapi.json");
          assertThat(http.outcome(1).status()).isEqualTo(401);
        }
      }
    }
  }

  /** A request under way at the management port ends whole; none begins after. */
  @Test
  void close_requestUnderWay_isAnswered() throws Exception {
    Gateway gateway = serve("management: {port: 0}\ndrain: 20s", MANAGED, KEYED);
    try (RawConnection connection = RawConnection.to(gateway.managementUri())) {
      connection.send(
          String.join(
              "\r\n",
              "POST /api-keys/partner HTTP/1.1",
              "Host: a.example",
              admin(),
              "Content-Type: application/json",
              "Content-Length: 16",
              "Expect: 100-continue",
              "",
              ""));
      assertThat(connection.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
      var closed = Background.run(gateway::close);
      await().atMost(Duration.ofSeconds(30)).until(() -> refusesConnections(connection.server()));
      connection.send("{\"owner\":\"acme\"}");
      assertThat(connection.readAll()).startsWith("HTTP/1.1 201 ").contains("\"secret\":");
      closed.join();
    }
  }

  private static boolean refusesConnections(URI server) throws IOException {
    try {
      RawConnection.to(server).close();
      return false;
    } catch (java.net.ConnectException e) {
      return true;
    }
  }
}
