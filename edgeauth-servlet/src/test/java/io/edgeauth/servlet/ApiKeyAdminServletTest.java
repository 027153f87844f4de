package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import io.edgeauth.event.ApiKeyChangedEvent;
import io.edgeauth.event.ApiKeyChangedEvent.Change;
import io.edgeauth.fixtures.TestToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator can do with keys. */
final class ApiKeyAdminServletTest {

  @EveryContainer
  void key_issuedRotatedRevoked_passesAsLongAsItIsGood(Container container) {
    try (AdminSite site = AdminSite.start(container)) {
      RawHttp.Answer issued =
          site.post(
              "/partner",
              """
              {"owner":"acme","name":"nächtlich","tenant":"t1","scopes":["a","b"],"roles":["r"],
               "routes":["/orders/**"],"allowedAddresses":["127.0.0.0/8"],
               "limit":{"permits":1000,"per":"60s"},"notBefore":"2020-01-31T00:00:00Z","expiresIn":"2d"}
              """);
      String id = AdminSite.text(issued, "id");
      String first = AdminSite.text(issued, "secret");
      assertThat(issued.status()).isEqualTo(201);
      assertThat(issued.value("Location")).isEqualTo("/api-keys/partner/" + id);
      assertThat(site.orders(first)).isEqualTo(200);

      Map<String, @Nullable Object> shown = AdminSite.json(site.get("/partner/" + id));
      assertThat(shown)
          .containsEntry("name", "nächtlich")
          .containsEntry("scopes", List.of("a", "b"))
          .containsEntry("allowedAddresses", List.of("127.0.0.0/8"))
          .containsEntry("notBefore", "2020-01-31T00:00:00Z")
          .containsKeys("expiresAt", "created", "limit")
          .doesNotContainKeys("secret", "revokedAt", "plan");
      assertThat(String.valueOf(shown.get("limit"))).contains("permits=1000").contains("per=1m");
      assertThat(String.valueOf(shown.get("usage")))
          .contains("count=1,")
          .contains("lastUsed=")
          .contains("lastAddress=127.0.0.1");

      RawHttp.Answer rotated = site.post("/partner/" + id + "/rotate", "{\"overlap\":\"1h\"}");
      String second = AdminSite.text(rotated, "secret");
      assertThat(AdminSite.text(rotated, "id")).isEqualTo(id);
      assertThat(site.orders(first)).isEqualTo(200);
      assertThat(site.orders(second)).isEqualTo(200);
      assertThat((List<?>) AdminSite.json(site.get("/partner/" + id)).get("overlaps")).hasSize(1);

      String third =
          AdminSite.text(site.post("/partner/" + id + "/rotate", "{\"overlap\":\"0\"}"), "secret");
      assertThat(site.orders(second)).isEqualTo(401);
      assertThat(site.orders(third)).isEqualTo(200);

      RawHttp.Answer revoked = site.post("/partner/" + id + "/revoke", "");
      assertThat(AdminSite.json(revoked)).containsKey("revokedAt");
      assertThat(site.orders(third)).isEqualTo(401);
      assertThat(site.get("/partner/" + id).body()).contains("revokedAt");

      assertThat(site.events().of(ApiKeyChangedEvent.class))
          .allMatch(event -> event.id().equals(id) && "alice".equals(event.by()))
          .extracting(ApiKeyChangedEvent::change)
          .containsExactly(Change.ISSUED, Change.ROTATED, Change.ROTATED, Change.REVOKED);
    }
  }

  @EveryContainer
  void head_everyReadableResource_answeredWithoutBody(Container container) {
    try (AdminSite site = AdminSite.start(container)) {
      String id = site.issue("acme");
      for (String below : List.of("/partner", "/partner/" + id, "/openapi.json", "/other")) {
        RawHttp.Answer get = site.get(below);
        RawHttp.Answer head = site.send("HEAD", below, "");
        assertThat(head.status()).isEqualTo(get.status());
        assertThat(head.body()).isEmpty();
        assertThat(head.value("Content-Type")).isEqualTo(get.value("Content-Type"));
        assertThat(head.values("Content-Length")).hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void issue_least_hasWhatTheConfigurationSays() {
    try (AdminSite site = AdminSite.start()) {
      RawHttp.Answer issued = site.post("/partner", " {\"owner\":\"acme\"} ");
      assertThat(AdminSite.json(issued))
          .containsEntry("owner", "acme")
          .containsEntry("scopes", List.of())
          .containsKeys("secret", "expiresAt")
          .doesNotContainKeys("name", "tenant", "plan", "limit", "notBefore", "revokedAt");
      assertThat(AdminSite.text(issued, "secret")).matches("ck_live_[0-9A-Za-z]{49}");
    }
  }

  @Test
  void issue_expiresInNever_hasNoEnd() {
    try (AdminSite site = AdminSite.start()) {
      RawHttp.Answer issued = site.post("/partner", "{\"owner\":\"acme\",\"expiresIn\":\"never\"}");
      assertThat(AdminSite.json(issued)).doesNotContainKey("expiresAt");
    }
  }

  @Test
  void rotate_noBody_oldSecretWorksForADay() {
    try (AdminSite site = AdminSite.start()) {
      RawHttp.Answer issued = site.post("/partner", "{\"owner\":\"acme\"}");
      String path = "/partner/" + AdminSite.text(issued, "id");
      assertThat(site.post(path + "/rotate", "").status()).isEqualTo(200);
      assertThat(site.orders(AdminSite.text(issued, "secret"))).isEqualTo(200);
    }
  }

  /** What the caller cannot mend in the request is a conflict. */
  @Test
  void rotate_endedOrTooOften_conflict() {
    try (AdminSite site = AdminSite.start()) {
      String revoked = "/partner/" + site.issue("acme");
      site.post(revoked + "/revoke", "{}");
      RawHttp.Answer ofRevoked = site.post(revoked + "/rotate", "");
      assertThat(ofRevoked.status()).isEqualTo(409);
      assertThat(AdminSite.errors(ofRevoked)).singleElement().asString().contains("revoked");

      String often = "/partner/" + site.issue("acme");
      for (int i = 0; i < 4; i++) {
        assertThat(site.post(often + "/rotate", "").status()).isEqualTo(200);
      }
      assertThat(site.post(often + "/rotate", "").status()).isEqualTo(409);

      RawHttp.Answer brief = site.post("/partner", "{\"owner\":\"acme\",\"expiresIn\":\"1ms\"}");
      String expired = "/partner/" + AdminSite.text(brief, "id") + "/rotate";
      await().until(() -> site.post(expired, "{\"overlap\":\"0\"}").status() == 409);

      RawHttp.Answer again = site.post(revoked + "/revoke", "{}");
      assertThat(again.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"400d", "soon", "-1s", ""})
  void rotate_overlapOutOfRange_wrong(String overlap) {
    try (AdminSite site = AdminSite.start()) {
      String path = "/partner/" + site.issue("acme") + "/rotate";
      RawHttp.Answer answer = site.post(path, "{\"overlap\":\"" + overlap + "\"}");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(AdminSite.errors(answer)).singleElement().asString().startsWith("overlap: ");
      assertThat(site.post(path, "{\"overlap\":\"365d\"}").status()).isEqualTo(200);
    }
  }

  @Test
  void unknown_authenticatorOrKey_notFound() {
    try (AdminSite site = AdminSite.start()) {
      String id = site.issue("acme");
      for (String path : List.of("/other", "/user", "/Partner", "/other/" + id, "/partner/key_1")) {
        assertThat(site.get(path).status()).as(path).isEqualTo(404);
      }
      assertThat(site.post("/user", "{\"owner\":\"acme\"}").status()).isEqualTo(404);
      for (String path : List.of("/partner/key_1", "/other/" + id)) {
        assertThat(site.post(path + "/rotate", "").status()).as(path).isEqualTo(404);
        assertThat(site.post(path + "/revoke", "").status()).as(path).isEqualTo(404);
      }
      assertThat(site.get("/partner/" + id).status()).isEqualTo(200);
    }
  }

  @Test
  void store_outOfReach_unavailableLater() {
    try (AdminSite site = AdminSite.start()) {
      for (RawHttp.Answer answer :
          List.of(
              site.get("/broken"),
              site.get("/broken/key_1"),
              site.post("/broken", "{\"owner\":\"acme\"}"),
              site.post("/broken/key_1/rotate", ""),
              site.post("/broken/key_1/revoke", ""))) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.value("Retry-After")).isEqualTo("1");
        assertThat(answer.body()).doesNotContain("nobody");
      }
      assertThat(site.events().of(ApiKeyChangedEvent.class)).isEmpty();
    }
  }

  @Test
  void issue_twoAtOnce_eachKeyOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (AdminSite site = AdminSite.start()) {
      List<Future<List<String>>> issuers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        String owner = "owner-" + i;
        issuers.add(
            threads.submit(
                () -> {
                  List<String> ids = new ArrayList<>();
                  for (int n = 0; n < 30; n++) {
                    ids.add(site.issue(owner));
                  }
                  return ids;
                }));
      }
      TreeSet<String> issued = new TreeSet<>();
      for (Future<List<String>> issuer : issuers) {
        issued.addAll(issuer.get());
      }
      assertThat(issued).hasSize(60);
      assertThat(AdminSite.ids(site.get("/partner"))).containsExactlyElementsOf(issued);
    } finally {
      threads.shutdownNow();
    }
  }

  /** A request is told by the caller's client where it has no subject. */
  @Test
  void change_byClientAlone_toldWithIt() {
    try (AdminSite site = AdminSite.start()) {
      TestToken machine = site.token().claim("roles", List.of("admin")).without("sub");
      RawHttp.Answer answer =
          site.sendAs(
              "POST",
              "/partner",
              "{\"owner\":\"acme\"}",
              List.of("Authorization: Bearer " + machine.compact(), AdminSite.JSON));
      assertThat(answer.status()).isEqualTo(201);
      assertThat(site.events().of(ApiKeyChangedEvent.class))
          .singleElement()
          .extracting(ApiKeyChangedEvent::by)
          .isEqualTo("alice-app");
    }
  }

  /** The keys of a configuration that came later are there without another servlet. */
  @Test
  void reload_newAuthenticator_isFound(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("edgeauth.yaml");
    String text =
        """
        edgeauth:
          authenticators:
            first: {api-key: {prefix: a_}}
          routes: [{path: /a/**, authenticate: first}]
          reload: {watch: false}
        """;
    Files.writeString(file, text);
    try (EdgeAuth managed = EdgeAuth.from(file);
        AdminSite site =
            AdminSite.start(
                application ->
                    application.serving("/api-keys/*", ApiKeyAdminServlet.of(managed)))) {
      assertThat(site.get("/first").status()).isEqualTo(200);
      assertThat(site.get("/second").status()).isEqualTo(404);
      Files.writeString(
          file, text.replace("    first:", "    second: {api-key: {prefix: b_}}\n    first:"));
      managed.reload();
      assertThat(site.get("/second").status()).isEqualTo(200);
    }
  }

  @Test
  void application_belowContextPath_linksLeadBackToIt() {
    try (AdminSite site = AdminSite.start(application -> application.below("/app"))) {
      RawHttp.Answer issued =
          site.http()
              .exchange(
                  "POST /app/api-keys/partner HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                      + site.admin()
                      + "\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"owner\":\"a\"}");
      assertThat(issued.status()).isEqualTo(201);
      assertThat(issued.value("Location")).startsWith("/app/api-keys/partner/key_");
      assertThat(site.http().get(issued.value("Location"), site.admin()).status()).isEqualTo(200);
    }
  }

  @Test
  void body_atItsLimit_isRead() {
    try (AdminSite site = AdminSite.start()) {
      String body = "{\"owner\":\"acme\"}";
      String padded = body + " ".repeat(65_536 - body.length());
      assertThat(site.post("/partner", padded).status()).isEqualTo(201);
      RawHttp.Answer longer = site.post("/partner", padded + " ");
      assertThat(longer.status()).isEqualTo(413);
      assertThat(longer.value("Connection")).isEqualToIgnoringCase("close");
      assertThat(AdminSite.ids(site.get("/partner"))).hasSize(1);
    }
  }
}
