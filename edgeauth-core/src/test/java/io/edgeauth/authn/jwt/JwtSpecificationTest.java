package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgeauth.authn.Carrier;
import io.edgeauth.fixtures.TestRuntime;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a specification may not say. */
final class JwtSpecificationTest {

  private static Jwt complete() {
    return Jwt.issuer("https://id.example").audience("api");
  }

  private static void refuses(Jwt jwt, String... messages) {
    try (TestRuntime runtime = TestRuntime.start()) {
      assertThatThrownBy(() -> runtime.authenticator(jwt))
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .contains(messages);
    }
  }

  private static void allows(Jwt jwt) {
    try (TestRuntime runtime = TestRuntime.start()) {
      assertThatCode(() -> runtime.authenticator(jwt)).doesNotThrowAnyException();
    }
  }

  /** K14. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example/jwks",
        "http://10.0.0.1/jwks",
        "http://127.0.0.1.id.example/jwks",
        "http://localhost.id.example/jwks",
        "http://127.1/jwks",
        "http://2130706433/jwks",
        "http://0x7f000001/jwks",
        "http://[::ffff:127.0.0.1]/jwks",
        "http://169.254.169.254/latest/meta-data",
        "https://user@id.example/jwks",
        "https://user:secret@id.example/jwks",
        "http://id.example@127.0.0.1/jwks",
        "https://id.example/jwks#x",
        "file:///etc/passwd",
        "ftp://id.example/jwks",
        "jar:https://id.example/x.jar!/jwks",
        "https:///jwks",
        "/jwks",
        "mailto:a@b"
      })
  void create_keySetAddressThatMayNotBeCalled_refused(String address) {
    refuses(complete().jwksUri(URI.create(address)), "jwks-uri: ", "expected: ");
  }

  /** K14's twin. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example/jwks",
        "HTTPS://id.example:8443/jwks?x=y",
        "http://127.0.0.1:1/jwks",
        "http://127.0.0.2/jwks",
        "http://localhost/jwks",
        "http://LOCALHOST/jwks",
        "http://[::1]:1/jwks"
      })
  void create_keySetAddressThatMayBeCalled_allowed(String address) {
    allows(complete().jwksUri(URI.create(address)));
  }

  /** K14: without another source of keys the issuer is an address too. */
  @ParameterizedTest
  @ValueSource(strings = {"http://id.example", "id.example", "", " ", "not an address", "a:b"})
  void create_issuerThatIsNoAddress_refused(String issuer) {
    refuses(Jwt.issuer(issuer).audience("api"), "issuer: ");
  }

  @Test
  void create_audience_demanded() {
    refuses(Jwt.issuer("https://id.example"), "audience: missing");
    refuses(Jwt.issuer("https://id.example").audience("*"), "audience: * or empty");
    refuses(Jwt.issuer("https://id.example").audience("api", " "), "audience: * or empty");
    refuses(complete().allowAnyAudience(), "allow-any-audience: beside an audience");
    allows(Jwt.issuer("https://id.example").allowAnyAudience());
  }

  @Test
  void create_figuresAtTheirBounds_checked() {
    allows(complete().clockSkew(Duration.ZERO));
    allows(complete().clockSkew(Duration.ofMinutes(10)));
    refuses(complete().clockSkew(Duration.ofMinutes(10).plusNanos(1)), "clock-skew: PT10M");
    refuses(complete().clockSkew(Duration.ofNanos(-1)), "clock-skew: ");
    refuses(complete().maxLifetime(Duration.ZERO), "max-lifetime: PT0S");
    refuses(complete().verifiedCache(-1), "verified-cache: -1");
    Duration minute = Duration.ofMinutes(1);
    Duration second = Duration.ofSeconds(1);
    allows(complete().jwks(refresh(Duration.ofSeconds(30), second, Duration.ZERO)));
    allows(
        complete().jwks(refresh(Duration.ofHours(24), Duration.ofHours(1), Duration.ofDays(30))));
    refuses(
        complete().jwks(refresh(Duration.ofSeconds(29), second, minute)), "jwks.refresh-interval");
    refuses(complete().jwks(refresh(minute, Duration.ofMillis(999), minute)), "jwks.cooldown");
    refuses(
        complete().jwks(refresh(minute, minute.plusNanos(1), minute)), "at most refresh-interval");
    refuses(complete().jwks(refresh(minute, second, Duration.ofSeconds(-1))), "jwks.stale-for");
    refuses(complete().jwks(bounds(Duration.ZERO, second, 1024)), "jwks.connect-timeout");
    refuses(complete().jwks(bounds(second, Duration.ZERO, 1024)), "jwks.total-timeout");
    refuses(complete().jwks(bounds(second, second, 1023)), "jwks.max-size: 1023");
  }

  @Test
  void create_severalFaults_toldAtOnce() {
    refuses(
        Jwt.issuer("").tokenFrom().clockSkew(Duration.ofDays(1)),
        "issuer: missing",
        "audience: missing",
        "token-from: empty",
        "clock-skew: PT24H (expected: PT0S to PT10M)");
  }

  /** G11. */
  @Test
  void loosenings_eachOne_hasItsName() {
    assertThat(complete().loosenings()).isEmpty();
    assertThat(
            Jwt.issuer("https://id.example")
                .allowAnyAudience()
                .allowMissingExpiry()
                .tokenFrom(Carrier.AUTHORIZATION, Carrier.query("access_token"))
                .loosenings())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("allow-any-audience"))
        .anyMatch(line -> line.startsWith("allow-missing-expiry"))
        .anyMatch(line -> line.startsWith("token-from"));
  }

  private static Jwks refresh(Duration interval, Duration cooldown, Duration staleFor) {
    return Jwks.defaults().refreshInterval(interval).cooldown(cooldown).staleFor(staleFor);
  }

  private static Jwks bounds(Duration connect, Duration total, int maxSize) {
    return Jwks.defaults().connectTimeout(connect).totalTimeout(total).maxSize(maxSize);
  }
}
