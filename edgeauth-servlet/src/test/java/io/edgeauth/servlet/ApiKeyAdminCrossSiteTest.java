package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose pages can have a browser change keys for them: those of the same site alone. */
final class ApiKeyAdminCrossSiteTest {

  private static final String BODY = "{\"owner\":\"acme\"}";

  /** CSRF: what a browser says of a page of another site. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: Same-Origin",
        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site",
        "Origin: https://evil.example",
        "Origin: null",
        "Origin: https://gateway.example.evil.example",
        "Origin: https://gateway.example:8443",
        "Origin: gateway.example",
        "Origin: capacitor://gateway.example",
        "Origin:",
        "Origin: https://gateway.example\r\nOrigin: https://evil.example"
      })
  void change_ofAnotherSite_refused(String lines) {
    try (AdminSite site = AdminSite.start()) {
      RawHttp.Answer answer = site.send("POST", "/partner", BODY, AdminSite.JSON, lines);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(site.send("GET", "/partner", "", lines).body()).contains("\"keys\":[]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Site: none",
        "Origin: https://gateway.example",
        "Origin: http://gateway.example",
        "Origin: https://GATEWAY.example:443\r\nSec-Fetch-Site: same-origin"
      })
  void change_ofOwnSite_done(String lines) {
    try (AdminSite site = AdminSite.start()) {
      assertThat(site.send("POST", "/partner", BODY, AdminSite.JSON, lines).status())
          .isEqualTo(201);
    }
  }

  /** Over HTTP/2 the authority stands in no header Host. */
  @EveryContainer
  void change_overHttp2_judgedByItsAuthority(Container container) {
    try (AdminSite site = AdminSite.start(container);
        RawHttp2 http2 = site.http2()) {
      Map<String, Integer> expected =
          Map.of(
              "Origin: http://gateway.example", 201,
              "X-None: 1", 201,
              "Origin: http://evil.example", 403,
              "Sec-Fetch-Site: cross-site", 403);
      expected.forEach(
          (line, status) -> {
            var fields =
                RawHttp2.request("POST", "/api-keys/partner", site.admin(), AdminSite.JSON, line);
            assertThat(http2.exchange(fields, BODY, List.of()).status()).as(line).isEqualTo(status);
          });
    }
  }

  /** CSRF: no form of a browser can send the type that is asked for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: multipart/form-data; boundary=x",
        "Content-Type: text/plain; application/json",
        "Content-Type: application/jsonp",
        "Content-Type: application/json, text/plain",
        "Content-Type: application/json; charset=utf-16",
        "Content-Type:",
        "X-Nothing: 1",
        "Content-Type: application/json\r\nContent-Encoding: gzip"
      })
  void change_ofOtherType_refused(String lines) {
    try (AdminSite site = AdminSite.start()) {
      for (String below : List.of("/partner", "/partner/key_1/rotate", "/partner/key_1/revoke")) {
        assertThat(site.send("POST", below, BODY, lines).status()).as(below).isEqualTo(415);
      }
      assertThat(site.get("/partner").body()).contains("\"keys\":[]");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: application/json; charset=UTF-8",
        "content-type: Application/JSON ;charset=\"utf-8\"",
        "Content-Type: application/json\r\nContent-Encoding: identity"
      })
  void change_ofTheTypeInOtherSpellings_done(String lines) {
    try (AdminSite site = AdminSite.start()) {
      assertThat(site.send("POST", "/partner", BODY, lines).status()).isEqualTo(201);
    }
  }
}
