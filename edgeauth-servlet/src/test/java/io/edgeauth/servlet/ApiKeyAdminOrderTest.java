package io.edgeauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request for a new key may say. */
final class ApiKeyAdminOrderTest {

  private static AdminSite site;

  @BeforeAll
  static void start() {
    site = AdminSite.start();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  private static RawHttp.Answer issue(String more) {
    return site.post("/partner", "{\"owner\":\"acme\"" + (more.isEmpty() ? "" : ",") + more + "}");
  }

  private static List<String> fields(RawHttp.Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    return AdminSite.errors(answer).stream().map(error -> error.replaceFirst(": .*", "")).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "\"name\":\"\";name;\"name\":\"n\"",
        "\"name\":null;name;\"name\":\"null\"",
        "\"name\":7;name;\"name\":\"7\"",
        "\"name\":\"a\\nb\";name;\"name\":\"a b\"",
        "\"tenant\":{};tenant;\"tenant\":\"t\"",
        "\"plan\":true;plan;\"plan\":\"gold\"",
        "\"scopes\":\"a\";scopes;\"scopes\":[\"a\"]",
        "\"scopes\":[\"a b\"];scopes;\"scopes\":[\"a\",\"b\"]",
        "\"scopes\":[\"a\",7];scopes;\"scopes\":[]",
        "\"roles\":[null];roles;\"roles\":[\"r\"]",
        "\"routes\":[\"no-slash\"];routes;\"routes\":[\"/a/**\"]",
        "\"allowedAddresses\":[\"nowhere\"];allowedAddresses;\"allowedAddresses\":[\"203.0.113.0/24\"]",
        "\"limit\":7;limit;\"limit\":{\"permits\":1,\"per\":\"1s\"}",
        "\"limit\":{};limit.permits,limit.per;\"limit\":{\"permits\":1,\"per\":\"1d\"}",
        "\"limit\":{\"permits\":0,\"per\":\"1s\"};limit;\"limit\":{\"permits\":1,\"per\":\"1s\"}",
        "\"limit\":{\"permits\":1.5,\"per\":\"1s\"};limit.permits;\"limit\":{\"permits\":15,\"per\":\"1s\"}",
        "\"limit\":{\"permits\":1e3,\"per\":\"1s\"};limit.permits;\"limit\":{\"permits\":1000,\"per\":\"1s\"}",
        "\"limit\":{\"permits\":1,\"per\":\"1x\"};limit.per;\"limit\":{\"permits\":1,\"per\":\"1m\"}",
        "\"limit\":{\"permits\":1,\"per\":\"1s\",\"burst\":2};limit.burst;\"limit\":{\"permits\":2,\"per\":\"1s\"}",
        "\"limit\":{\"permits\":1,\"per\":\"1s\"},\"plan\":\"p\";limit;\"plan\":\"p\"",
        "\"notBefore\":\"tomorrow\";notBefore;\"notBefore\":\"2030-01-01T00:00:00Z\",\"expiresIn\":\"never\"",
        "\"notBefore\":\"+12345-01-01T00:00:00Z\";notBefore;\"notBefore\":\"2026-01-01T00:00:00Z\"",
        "\"notBefore\":\"9000-01-01T00:00:00Z\";notBefore;\"notBefore\":\"9000-01-01T00:00:00Z\",\"expiresIn\":\"never\"",
        "\"expiresIn\":\"soon\";expiresIn;\"expiresIn\":\"90d\"",
        "\"expiresIn\":90;expiresIn;\"expiresIn\":\"PT90S\"",
        "\"expiresIn\":\"0\";expiresIn;\"expiresIn\":\"1d\"",
        "\"Name\":\"n\";Name;\"name\":\"n\"",
        "\"allow-ip\":[];allow-ip;\"allowedAddresses\":[]",
        "\"id\":\"key_mine\";id;\"name\":\"key_mine\"",
        "\"secret\":\"ck_live_mine\";secret;\"name\":\"mine\""
      })
  void member_wrong_refusedByItsName(String wrong, String fields, String right) {
    assertThat(fields(issue(wrong))).containsExactly(fields.split(","));
    assertThat(issue(right).status()).isEqualTo(201);
  }

  @Test
  void members_severalWrong_allToldAtOnce() {
    RawHttp.Answer answer =
        site.post(
            "/partner",
            "{\"name\":1,\"scopes\":[\"a b\"],\"allowedAddresses\":[\"x\"],\"limit\":{\"permits\":\"1\"},"
                + "\"expiresIn\":\"0\",\"tenat\":\"t\"}");
    assertThat(fields(answer))
        .containsExactlyInAnyOrder(
            "owner",
            "name",
            "scopes",
            "allowedAddresses",
            "limit.permits",
            "limit.per",
            "expiresIn",
            "tenat");
    assertThat(AdminSite.errors(answer)).allMatch(error -> error.contains("(expected: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"acme\"",
        "null",
        "{\"owner\":\"acme\"",
        "{\"owner\":\"acme\"} {}",
        "{\"owner\":\"acme\",\"owner\":\"evil\"}",
        "{\"owner\":\"acme\",\"own\\u0065r\":\"evil\"}",
        "{'owner':'acme'}",
        "{\"owner\":\"acme\",}",
        "// x\n{\"owner\":\"acme\"}",
        "\ufeff{\"owner\":\"acme\"}",
        "owner=acme"
      })
  void body_noStrictObject_refused(String body) {
    RawHttp.Answer answer = site.post("/partner", body);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(AdminSite.errors(answer)).isEmpty();
    assertThat(AdminSite.text(answer, "detail")).startsWith("The body is not one JSON object: ");
  }

  @Test
  void body_deepOrNotUtf8_refused() {
    String deep = "{\"owner\":".repeat(40) + "1" + "}".repeat(40);
    assertThat(site.post("/partner", deep).status()).isEqualTo(400);
    String latin = new String(new byte[] {(byte) 0xe4}, StandardCharsets.ISO_8859_1);
    RawHttp.Answer answer =
        site.http()
            .exchange(
                "POST /api-keys/partner HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + site.admin()
                    + "\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"owner\":\""
                    + latin
                    + "\"}");
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void body_none_ownerIsMissing() {
    RawHttp.Answer answer = site.post("/partner", "");
    assertThat(answer.body())
        .contains("\"errors\":[{\"field\":\"owner\",\"detail\":\"missing (expected: a text)\"}]");
  }

  /** The end of a chunked body is not known before it is there. */
  @Test
  void body_chunked_readAndBoundedToo() {
    String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
    String head =
        "POST /api-keys/partner HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
            + site.admin()
            + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    String body = "10\r\n{\"owner\":\"acme\"}\r\n";
    assertThat(site.http().exchange(head + body + "0\r\n\r\n").status()).isEqualTo(201);
    assertThat(site.http().exchange(head + body + chunk.repeat(16) + "0\r\n\r\n").status())
        .isEqualTo(413);
  }
}
