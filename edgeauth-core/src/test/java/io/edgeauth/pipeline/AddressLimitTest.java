package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.LimitedEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.route.Route;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whom a limit by address counts, however the address is written or hidden. */
final class AddressLimitTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LimitedEdge edge =
      LimitedEdge.of(
          builder ->
              builder
                  .clientIp(
                      new ClientIpSettings(List.of(Cidr.parse("10.0.0.1/32")), "X-Forwarded-For"))
                  .limit("per-ip", RateLimit.tokenBucket(6, MINUTE))
                  .limit("per-site", RateLimit.tokenBucket(6, MINUTE).ipv6Prefix(48))
                  .route(Route.path("/open").allowPublic().limit("per-ip"))
                  .route(Route.path("/site").allowPublic().limit("per-site")));

  private final SplittableRandom random = new SplittableRandom(2);

  @AfterEach
  void close() {
    edge.close();
  }

  /** The proxy adds whom it saw; what stood there before, the client has written. */
  private static TestRequest proxied(String claimed, String seen) {
    return TestRequest.get("/open")
        .peer("10.0.0.1")
        .header("X-Forwarded-For", claimed + ", " + seen);
  }

  @Test
  @DisplayName("L01: what a client has the proxy pass on changes nothing")
  void ip_forwardedForRotatedBehindTheProxy_oneKey() {
    int[] at = {0};
    assertThat(edge.passed(20, () -> proxied("203.0.113." + at[0]++, "198.51.100.7"))).isEqualTo(6);
    assertThat(edge.passed(1, () -> proxied("203.0.113.1", "198.51.100.8"))).isEqualTo(1);
  }

  @Test
  @DisplayName("L01: several headers at once, rotated by one who is no proxy")
  void ip_allHeadersRotated_oneKey() {
    int[] at = {0};
    assertThat(
            edge.passed(
                20,
                () -> {
                  String claimed = "203.0.113." + at[0]++;
                  return TestRequest.get("/open")
                      .header("X-Forwarded-For", claimed)
                      .header("X-Forwarded-For", "10.0.0.1")
                      .header("X-Real-IP", claimed)
                      .header("Forwarded", "for=" + claimed);
                }))
        .isEqualTo(6);
  }

  private String anywhereIn(String site) {
    StringBuilder address = new StringBuilder(site);
    for (int i = site.split(":", -1).length; i <= 8; i++) {
      address.append(Integer.toHexString(random.nextInt(0x10000))).append(i == 8 ? "" : ":");
    }
    return address.toString();
  }

  @Test
  @DisplayName("L02: any of the 2^64 addresses of a /64 is the same client")
  void ip_anyOfASite_oneKey() {
    assertThat(edge.passed(1_000, () -> TestRequest.get("/open").peer(anywhereIn("2001:db8:1:2:"))))
        .isEqualTo(6);
    assertThat(edge.passed(9, () -> TestRequest.get("/open").peer("2001:db8:1:3::1"))).isEqualTo(6);
  }

  @Test
  @DisplayName("L02: where a /48 is said, any of its networks is")
  void ip_widerPrefix_oneKey() {
    assertThat(edge.passed(1_000, () -> TestRequest.get("/site").peer(anywhereIn("2001:db8:1:"))))
        .isEqualTo(6);
    assertThat(edge.passed(9, () -> TestRequest.get("/site").peer("2001:db8:2::1"))).isEqualTo(6);
  }

  @Test
  @DisplayName("L02: IPv4 addresses written as IPv6 are themselves, and not one site")
  void ip_mapped_itsOwnKey() {
    String[] written = {"198.51.100.7", "::ffff:198.51.100.7", "::ffff:c633:6407"};
    int[] at = {0};
    assertThat(edge.passed(20, () -> TestRequest.get("/open").peer(written[at[0]++ % 3])))
        .isEqualTo(6);
    assertThat(edge.passed(9, () -> TestRequest.get("/open").peer("::ffff:198.51.100.8")))
        .isEqualTo(6);
  }
}
