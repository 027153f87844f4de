package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.edgeauth.event.EdgeEvent;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who cannot use the administration of keys, and what nobody learns by it. */
final class ApiKeyAdminProtectionTest {

  private static final String BODY = "{\"owner\":\"acme\"}";
  private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  private final Told told = new Told();

  /** All that was logged at INFO or above, by anybody, and all of EdgeAuth's own. */
  private static final class Told extends AppenderBase<ILoggingEvent> {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(event.getLevel() + " " + event.getFormattedMessage());
    }

    private List<String> warnings() {
      return lines.stream().filter(line -> line.startsWith("WARN ApiKeyAdminServlet")).toList();
    }
  }

  @BeforeEach
  void listen() {
    told.setContext(ROOT.getLoggerContext());
    told.start();
    ROOT.addAppender(told);
    logger("io.edgeauth").setLevel(Level.TRACE);
    logger("edgeauth.audit").setLevel(Level.INFO);
  }

  @AfterEach
  void detach() {
    ROOT.detachAppender(told);
    logger("io.edgeauth").setLevel(null);
    logger("edgeauth.audit").setLevel(null);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  private static RawHttp.Answer post(AdminSite site, String target, String... lines) {
    List<String> all = new ArrayList<>(List.of(lines));
    all.add(AdminSite.JSON);
    return site.http()
        .exchange(
            "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(target, String.join("\r\n", all), BODY.length(), BODY));
  }

  /** The routes decide: the one here wants an administrator. */
  @Test
  void route_roleMissing_refusedByTheFilter() {
    try (AdminSite site = AdminSite.start()) {
      String user = "Authorization: Bearer " + site.token().compact();
      assertThat(site.http().get("/api-keys/partner", user).status()).isEqualTo(403);
      assertThat(site.http().get("/api-keys/partner").status()).isEqualTo(401);
      assertThat(site.get("/partner").status()).isEqualTo(200);
      assertThat(told.warnings()).isEmpty();
    }
  }

  /** C01: mounted without the filter it is closed, and says what to do. */
  @EveryContainer
  void mount_withoutFilter_refusedAndTold(Container container) {
    try (AdminSite site =
        AdminSite.start(
            container,
            application ->
                application.inside(
                    edge -> (request, response, chain) -> chain.doFilter(request, response)))) {
      for (String below : List.of("/partner", "/openapi.json", "/any/thing/at/all")) {
        RawHttp.Answer answer = site.get(below);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.value("X-Request-Id")).isEqualTo(AdminSite.text(answer, "requestId"));
      }
      assertThat(post(site, "/api-keys/partner", site.admin()).status()).isEqualTo(403);
      assertThat(told.warnings()).singleElement().asString().contains("EdgeAuthFilter", "route");
    }
  }

  /** On a public route, an optional one without credentials, and in shadow mode it is closed. */
  @ParameterizedTest
  @ValueSource(strings = {"/public/keys", "/optional", "/shadow"})
  void mount_onRouteOfNobody_refusedAndTold(String mount) {
    try (AdminSite site = AdminSite.start()) {
      assertThat(site.http().get(mount + "/partner").status()).isEqualTo(403);
      assertThat(post(site, mount + "/partner").status()).isEqualTo(403);
      assertThat(told.warnings()).hasSize(1);
      assertThat(site.http().get(mount + "/openapi.json").status()).isEqualTo(403);
    }
  }

  /** Even with a token: a public route reads none, and a shadow route forwards nobody. */
  @ParameterizedTest
  @ValueSource(strings = {"/public/keys", "/shadow"})
  void mount_onOpenRouteWithToken_refused(String mount) {
    try (AdminSite site = AdminSite.start()) {
      String stranger = "Authorization: Bearer x";
      assertThat(site.http().get(mount + "/partner", stranger).status()).isEqualTo(403);
      assertThat(post(site, mount + "/partner", stranger).status()).isEqualTo(403);
    }
  }

  /** The twin: the same servlet for somebody whom the optional route knows. */
  @Test
  void mount_onOptionalRouteWithToken_serves() {
    try (AdminSite site = AdminSite.start()) {
      assertThat(site.http().get("/optional/partner", site.admin()).status()).isEqualTo(200);
    }
  }

  /** A preflight comes as nobody: it is refused, and nobody is warned of a mount that is right. */
  @Test
  void preflight_refusedUntold() {
    try (AdminSite site = AdminSite.start()) {
      RawHttp.Answer answer =
          site.sendAs(
              "OPTIONS",
              "/partner",
              "",
              List.of("Origin: https://evil.example", "Access-Control-Request-Method: POST"));
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.values("Access-Control-Allow-Origin")).isEmpty();
      assertThat(told.warnings()).isEmpty();
    }
  }

  /** A14: what could mean something to a path, a statement or a log is unknown, and not logged. */
  @EveryContainer
  void id_withPathSqlOrControlCharacters_unknownAndUntold(Container container) {
    try (AdminSite site = AdminSite.start(container)) {
      for (String id :
          List.of(
              "MARK'--",
              "MARK'%20or%20'1'='1",
              "MARK%27%20drop%20table%20x",
              "MARK%e2%80%a8",
              "MARK$%7bjndi:ldap:%7d",
              "MARK*",
              "MARK".repeat(100))) {
        for (String below : List.of("/partner/" + id, "/" + id)) {
          assertThat(site.get(below).status()).as(below).isEqualTo(404);
        }
        assertThat(site.post("/partner/" + id + "/revoke", "").status()).as(id).isEqualTo(404);
        assertThat(site.get("/partner?after=" + id).status()).as(id).isEqualTo(400);
      }
      List<String> own = told.lines.stream().filter(line -> !line.contains("\"outcome\"")).toList();
      assertThat(own).noneMatch(line -> line.contains("MARK"));
    }
  }

  /** Another spelling of a path that is there is no path that is there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%70artner",
        "/partner/",
        "/partner/%6bey_1",
        "/openapi%2ejson",
        "/partner/key_1/Revoke",
        "/partner/key_1/revoke/",
        "/partner/key_1/rotate/now",
        "/",
        ""
      })
  void path_inAnotherSpelling_notFound(String below) {
    try (AdminSite site = AdminSite.start()) {
      assertThat(site.get(below).status()).isEqualTo(404);
      assertThat(site.post(below, "").status()).isEqualTo(404);
      assertThat(site.http().get("/%61pi-keys/partner", site.admin()).status()).isEqualTo(404);
    }
  }

  /** A05, A10: after the first answer the key is in no answer, log line or event. */
  @Test
  void secret_afterTheFirstAnswer_nowhere() {
    try (AdminSite site = AdminSite.start()) {
      RawHttp.Answer issued = site.post("/partner", BODY);
      String id = AdminSite.text(issued, "id");
      String path = "/partner/" + id;
      RawHttp.Answer rotated = site.post(path + "/rotate", "");
      List<String> secrets = new ArrayList<>();
      for (RawHttp.Answer answer : List.of(issued, rotated)) {
        secrets.add(AdminSite.text(answer, "secret").substring("ck_live_".length()));
        assertThat(answer.value("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.head()).noneMatch(line -> line.contains(secrets.get(0)));
      }
      StringBuilder all = new StringBuilder();
      all.append(site.get("/partner").body());
      all.append(site.get(path).body());
      all.append(site.post(path + "/revoke", "").body());
      all.append(site.post(path + "/rotate", "").body());
      all.append(String.join("\n", told.lines));
      site.events().of(EdgeEvent.class).forEach(all::append);

      assertThat(told.lines).anyMatch(line -> line.contains("keys of partner: " + id + " issued"));
      assertThat(told.lines).anyMatch(line -> line.contains("\"event\":\"api-key-revoked\""));
      assertThat(all).doesNotContain(secrets).doesNotContainIgnoringCase("hash", "sha-256");
    }
  }

  /** A body that is refused may hold a secret of somebody's: it is not repeated. */
  @Test
  void body_refused_notRepeated() {
    try (AdminSite site = AdminSite.start()) {
      RawHttp.Answer answer =
          site.post("/partner", "{\"owner\":\"acme\",\"name\":[\"MARK\"]} MARK");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).doesNotContain("MARK");
      assertThat(told.lines).noneMatch(line -> line.contains("MARK"));
    }
  }

  /** The store's own words are for the log, in one line. */
  @Test
  void store_outOfReach_toldInTheLogAlone() {
    try (AdminSite site = AdminSite.start()) {
      assertThat(site.get("/broken").body()).doesNotContain("nobody");
      assertThat(told.lines).contains("ERROR keys of broken: not managed now: nobody answers");
    }
  }

  @Test
  void refusal_ofDecidedRequest_hasItsId() {
    try (AdminSite site = AdminSite.start()) {
      RawHttp.Answer answer = site.get("/other");
      assertThat(answer.values("X-Request-Id"))
          .containsExactly(AdminSite.text(answer, "requestId"));
    }
  }

  /** A page of the application cannot lend its path to a request. */
  @EveryContainer
  void dispatch_fromInside_notServed(Container container) {
    HttpServlet forwarding =
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void service(HttpServletRequest request, HttpServletResponse response)
              throws ServletException, IOException {
            request.getRequestDispatcher("/api-keys/partner").forward(request, response);
          }
        };
    try (AdminSite site =
        AdminSite.start(container, application -> application.serving("/optional/*", forwarding))) {
      assertThat(site.http().get("/optional/a", site.admin()).status()).isEqualTo(404);
      assertThat(site.http().get("/api-keys/partner", site.admin()).status()).isEqualTo(200);
    }
  }
}
