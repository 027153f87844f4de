package io.edgeauth.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Credential;
import io.edgeauth.identity.Identity;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.network.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class KeyedLimitTest {

  private static final IpAddress CLIENT = IpAddress.parse("192.0.2.1");

  private static KeyedLimit by(LimitKey... parts) {
    return KeyedLimit.of(
        LimitRule.of("a", RateLimit.tokenBucket(5, Duration.ofMinutes(1)).by(parts)));
  }

  private static LimitedKey key(KeyedLimit limit, String address) {
    return limit
        .charge(TestRequest.get("/a"), IpAddress.parse(address), Identity.ANONYMOUS, "/a")
        .key();
  }

  private static LimitedKey key(KeyedLimit limit, Identity identity) {
    return limit.charge(TestRequest.get("/a"), CLIENT, identity, "/a").key();
  }

  private static LimitedKey key(KeyedLimit limit, TestRequest request) {
    return limit.charge(request, CLIENT, Identity.ANONYMOUS, "/a").key();
  }

  private static Identity identity(Credential.Builder credential) {
    return Identity.of(credential.build(), "user");
  }

  private static Credential.Builder credential() {
    return Credential.builder("jwt");
  }

  @Test
  @DisplayName("L02: a site of IPv6 is one key")
  void ip_ipv6_countedByPrefix() {
    KeyedLimit limit = by(LimitKey.IP);
    LimitedKey first = key(limit, "2001:db8:1:2::1");
    assertThat(key(limit, "2001:db8:1:2:ffff:ffff:ffff:ffff")).isEqualTo(first);
    assertThat(key(limit, "2001:db8:1:3::1")).isNotEqualTo(first);

    KeyedLimit wide =
        KeyedLimit.of(
            LimitRule.of("a", RateLimit.tokenBucket(5, Duration.ofMinutes(1)).ipv6Prefix(48)));
    assertThat(key(wide, "2001:db8:1:3::1")).isEqualTo(key(wide, "2001:db8:1:2::1"));
    assertThat(key(wide, "2001:db8:2:3::1")).isNotEqualTo(key(wide, "2001:db8:1:2::1"));
  }

  @Test
  @DisplayName("L02: a mapped address is the IPv4 address, each of which is a key")
  void ip_mapped_isIpv4() {
    KeyedLimit limit = by(LimitKey.IP);
    assertThat(key(limit, "::ffff:192.0.2.1")).isEqualTo(key(limit, "192.0.2.1"));
    assertThat(key(limit, "192.0.2.2")).isNotEqualTo(key(limit, "192.0.2.1"));
    assertThat(key(limit, "::192.0.2.1")).isNotEqualTo(key(limit, "192.0.2.1"));
  }

  @Test
  void ip_addressUnknown_noCharge() {
    assertThat(by(LimitKey.IP).charge(TestRequest.get("/a"), null, Identity.ANONYMOUS, "/a"))
        .isNull();
    assertThat(by(LimitKey.ROUTE).charge(TestRequest.get("/a"), null, Identity.ANONYMOUS, "/a"))
        .isNotNull();
    assertThat(by(LimitKey.ROUTE).charge(TestRequest.get("/a"), null, Identity.ANONYMOUS, null))
        .isNull();
  }

  @Test
  void subject_absent_clientThenAddress() {
    KeyedLimit limit = by(LimitKey.SUBJECT);
    LimitedKey subject = key(limit, identity(credential().subject("a").client("c")));
    assertThat(key(limit, identity(credential().subject("a").client("d")))).isEqualTo(subject);
    LimitedKey client = key(limit, identity(credential().client("a")));
    assertThat(client).isNotEqualTo(subject);
    assertThat(client).isNotEqualTo(key(limit, identity(credential().client("b"))));
    assertThat(key(limit, identity(credential()))).isEqualTo(key(limit, Identity.ANONYMOUS));
  }

  /** What is spelt alike is not the same: a client cannot be named like an address or a subject. */
  @Test
  void parts_ofDifferentKinds_neverTheSame() {
    KeyedLimit limit = by(LimitKey.SUBJECT);
    assertThat(key(limit, identity(credential().subject("192.0.2.1"))))
        .isNotEqualTo(key(limit, Identity.ANONYMOUS));
    KeyedLimit two = by(LimitKey.header("A"), LimitKey.header("B"));
    assertThat(key(two, TestRequest.get("/").header("A", "ab").header("B", "c")))
        .isNotEqualTo(key(two, TestRequest.get("/").header("A", "a").header("B", "bc")));
  }

  @Test
  void tenantAndApiKey_absent_address() {
    for (LimitKey part : List.of(LimitKey.TENANT, LimitKey.API_KEY, LimitKey.CLIENT)) {
      KeyedLimit limit = by(part);
      assertThat(key(limit, identity(credential().subject("a"))))
          .isEqualTo(key(limit, Identity.ANONYMOUS));
    }
    assertThat(key(by(LimitKey.TENANT), identity(credential().tenant("t"))))
        .isNotEqualTo(key(by(LimitKey.TENANT), Identity.ANONYMOUS));
    assertThat(key(by(LimitKey.API_KEY), identity(credential().attribute("api-key.id", "k"))))
        .isNotEqualTo(key(by(LimitKey.API_KEY), Identity.ANONYMOUS));
  }

  /** Numbers and booleans by their JSON text; what is composite is absent. */
  @Test
  void claim_everyType_byItsText() throws JsonException {
    KeyedLimit limit = by(LimitKey.claim(ClaimPath.parse("plan.size")));
    LimitedKey absent = key(limit, Identity.ANONYMOUS);
    assertThat(key(limit, claims("{\"plan\":{\"size\":5}}")))
        .isNotEqualTo(absent)
        .isEqualTo(key(limit, claims("{\"plan\":{\"size\":\"5\"}}")))
        .isNotEqualTo(key(limit, claims("{\"plan\":{\"size\":5.0}}")));
    assertThat(key(limit, claims("{\"plan\":{\"size\":true}}"))).isNotEqualTo(absent);
    for (String other :
        List.of(
            "{\"plan\":{\"size\":[5]}}",
            "{\"plan\":{\"size\":{}}}",
            "{\"plan\":{\"size\":null}}",
            "{}")) {
      assertThat(key(limit, claims(other))).isEqualTo(absent);
    }
  }

  private static Identity claims(String json) throws JsonException {
    @SuppressWarnings("unchecked")
    Map<String, Object> claims =
        (Map<String, Object>)
            (Map<?, ?>) JsonReader.readObject(json.getBytes(StandardCharsets.UTF_8));
    return identity(credential().claims(claims));
  }

  @Test
  void header_allItsLines_counted() {
    KeyedLimit limit = by(LimitKey.header("x-tenant"));
    LimitedKey one = key(limit, TestRequest.get("/").header("X-Tenant", "a"));
    assertThat(key(limit, TestRequest.get("/other").header("X-TENANT", "a"))).isEqualTo(one);
    assertThat(key(limit, TestRequest.get("/").header("X-Tenant", "a").header("X-Tenant", "b")))
        .isNotEqualTo(one)
        .isNotEqualTo(
            key(limit, TestRequest.get("/").header("X-Tenant", "b").header("X-Tenant", "a")));
    assertThat(key(limit, TestRequest.get("/"))).isEqualTo(key(limit, TestRequest.get("/x")));
  }

  @Test
  @DisplayName("L10: any length and any character make a key of 128 bits")
  void header_hostileValue_digested() {
    KeyedLimit limit = by(LimitKey.header("A"));
    String large = "x".repeat(1 << 20);
    LimitedKey first = key(limit, TestRequest.get("/").header("A", large));
    assertThat(key(limit, TestRequest.get("/").header("A", large))).isEqualTo(first);
    assertThat(key(limit, TestRequest.get("/").header("A", large + "y"))).isNotEqualTo(first);
    assertThat(key(limit, TestRequest.get("/").header("A", "\r\n{tag} \ud800")))
        .isNotEqualTo(key(limit, TestRequest.get("/").header("A", "\r\n{tag} \ud801")));
  }

  /** A changed number keeps its counts; another name, algorithm, period or key has its own. */
  @Test
  void rule_whatMakesTheKey() {
    RateLimit limit = RateLimit.tokenBucket(5, Duration.ofMinutes(1));
    LimitedKey key = key(KeyedLimit.of(LimitRule.of("a", limit)), "192.0.2.1");
    RateLimit more = RateLimit.tokenBucket(9, Duration.ofMinutes(1)).burst(20).cost(2);
    assertThat(key(KeyedLimit.of(LimitRule.of("a", more)), "192.0.2.1")).isEqualTo(key);
    for (LimitRule other :
        List.of(
            LimitRule.of("b", limit),
            LimitRule.of("a", RateLimit.tokenBucket(5, Duration.ofMinutes(2))),
            LimitRule.of("a", RateLimit.slidingWindow(5, Duration.ofMinutes(1))),
            LimitRule.of("a", limit.by(LimitKey.SUBJECT)))) {
      assertThat(key(KeyedLimit.of(other), "192.0.2.1")).isNotEqualTo(key);
    }
  }
}
