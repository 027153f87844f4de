package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.apikey.ApiKeyRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How keys are listed, and what the query of a request may say. */
final class ApiKeyAdminListTest {

  @Test
  void list_moreThanAPage_eachKeyOnceInOrder() throws Exception {
    try (AdminSite site = AdminSite.start()) {
      TreeSet<String> all = new TreeSet<>();
      for (int i = 0; i < 1001; i++) {
        all.add(site.edge().apiKeys("partner").issue(ApiKeyRequest.owner("acme")).key().id());
      }
      for (String limit : List.of("", "limit=300", "limit=1000")) {
        List<String> seen = new ArrayList<>();
        RawHttp.Answer page = site.get("/partner" + (limit.isEmpty() ? "" : "?" + limit));
        seen.addAll(AdminSite.ids(page));
        while (AdminSite.json(page).containsKey("next")) {
          assertThat(page.value("Link"))
              .matches("</api-keys/partner\\?after=key_[0-9a-f]{24}&limit=\\d+>; rel=\"next\"")
              .contains("after=" + AdminSite.text(page, "next") + "&");
          page = site.get(page.value("Link").replaceAll("^</api-keys(.*)>.*", "$1"));
          seen.addAll(AdminSite.ids(page));
        }
        assertThat(page.values("Link")).isEmpty();
        assertThat(seen).containsExactlyElementsOf(all);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=%31",
        "limit=1e2",
        "limit=",
        "limit",
        "limit=5&limit=5",
        "after=",
        "after=a'--",
        "after=%6bey",
        "limt=5",
        "owner=x"
      })
  void list_wrongQuery_refused(String query) {
    try (AdminSite site = AdminSite.start()) {
      RawHttp.Answer answer = site.get("/partner?" + query);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(AdminSite.errors(answer)).isNotEmpty();
      assertThat(site.get("/partner?limit=1000&after=key_0").status()).isEqualTo(200);
      assertThat(site.get("/partner?").status()).isEqualTo(200);
    }
  }

  @Test
  void query_ofOtherResources_refused() {
    try (AdminSite site = AdminSite.start()) {
      String path = "/partner/" + site.issue("acme");
      assertThat(site.get(path + "?limit=1").status()).isEqualTo(400);
      assertThat(site.post(path + "/revoke?dry=1", "").status()).isEqualTo(400);
      assertThat(site.post("/partner?a=b", "{\"owner\":\"\"}").body())
          .contains("\"a\"", "\"owner\"");
      assertThat(site.get(path).body()).doesNotContain("revokedAt");
    }
  }
}
