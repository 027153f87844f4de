package io.edgeauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestFormTest {

  private static Reason reason(EdgeRequest request) {
    RequestForm.Fault fault = RequestForm.fault(request, Set.of());
    return fault == null ? null : fault.reason();
  }

  /** R16: unknown methods are for the route table; what is no method at all ends here. */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "get", "FOO", "M-SEARCH", "TRACE"})
  void fault_methodToken_none(String method) {
    assertThat(reason(TestRequest.of(method, "/"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET\t", " GET", "GET /x", "G\u00c9T", "GET\r\nX: y"})
  void fault_noMethodToken_malformed(String method) {
    assertThat(reason(TestRequest.of(method, "/"))).isEqualTo(Reasons.REQUEST_MALFORMED);
  }

  /** R16: 32 characters pass, one more does not, nor do ten thousand. */
  @Test
  void fault_longMethod_malformed() {
    assertThat(reason(TestRequest.of("M".repeat(32), "/"))).isNull();
    assertThat(reason(TestRequest.of("M".repeat(33), "/"))).isEqualTo(Reasons.REQUEST_MALFORMED);
    assertThat(reason(TestRequest.of("M".repeat(10_240), "/")))
        .isEqualTo(Reasons.REQUEST_MALFORMED);
  }

  /** R11: forms of the target that name no path. */
  @ParameterizedTest
  @ValueSource(strings = {"*", "", "admin", "http://evil/admin", "host:443"})
  void fault_targetWithoutPath_ambiguous(String path) {
    assertThat(reason(TestRequest.get(path))).isEqualTo(Reasons.PATH_AMBIGUOUS);
  }

  /** R12. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.example.com",
        "api.example.com:8443",
        "127.0.0.1",
        "[::1]",
        "[2001:db8::1]:443",
        "[::ffff:10.0.0.1]",
        "under_score",
        "a:1",
        "a:65535"
      })
  void fault_authority_none(String authority) {
    assertThat(reason(TestRequest.get("/").authority(authority))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "user@host",
        "user:pass@host",
        "a b",
        "a,b",
        "a/b",
        "a#b",
        "a\\b",
        "h\u00f6st",
        "a:",
        ":80",
        "a:b",
        "a:80:80",
        "a:123456",
        "a:65536",
        "a:-1",
        "[]",
        "[1",
        "[::1]x",
        "[::1]:",
        "[fe80::1%25eth0]",
        "[\uff11::1]",
        "a%2eb",
        "a\r\nX: y"
      })
  void fault_malformedAuthority_malformed(String authority) {
    assertThat(reason(TestRequest.get("/").authority(authority)))
        .isEqualTo(Reasons.REQUEST_MALFORMED);
  }

  /** R12: missing, doubled, or not what the rest of the request says. */
  @Test
  void fault_missingDoubledOrOtherHost_malformed() {
    assertThat(reason(TestRequest.get("/").authority(null))).isEqualTo(Reasons.REQUEST_MALFORMED);
    TestRequest doubled = TestRequest.get("/").authority("a").header("Host", "a");
    assertThat(reason(doubled)).isNull();
    assertThat(reason(doubled.header("host", "a"))).isEqualTo(Reasons.REQUEST_MALFORMED);
    assertThat(reason(TestRequest.get("/").authority("a").header("Host", "b")))
        .isEqualTo(Reasons.REQUEST_MALFORMED);
    assertThat(reason(TestRequest.get("/").authority("a.EXAMPLE").header("Host", "A.example")))
        .isNull();
  }

  @Test
  void fault_longAuthority_malformed() {
    assertThat(reason(TestRequest.get("/").authority("a".repeat(255)))).isNull();
    assertThat(reason(TestRequest.get("/").authority("a".repeat(256))))
        .isEqualTo(Reasons.REQUEST_MALFORMED);
  }

  /** R10: a raw {@code #} or a byte past ASCII in the query. */
  @ParameterizedTest
  @ValueSource(strings = {"a#b", "\u00e9", "a b", "a\tb", "a\r\nb", "\u007f"})
  void fault_queryThatMustBeEscaped_malformed(String query) {
    assertThat(reason(TestRequest.get("/").query(query))).isEqualTo(Reasons.REQUEST_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=b&c", "a=%zz", "a?b/c", "a={x}|[y]", "a=%23"})
  void fault_query_none(String query) {
    assertThat(reason(TestRequest.get("/").query(query))).isNull();
  }

  /** R20: the context path is compared byte for byte and ends at a slash. */
  @ParameterizedTest
  @CsvSource({
    "/app/x, /app, true",
    "/app, /app, true",
    "/app/, /app, true",
    "/apple, /app, false",
    "/APP/x, /app, false",
    "/%61pp/x, /app, false",
    "/x, /app, false"
  })
  void fault_contextPath_byteForByte(String path, String contextPath, boolean passes) {
    Reason reason = reason(TestRequest.get(path).contextPath(contextPath));
    assertThat(reason).isEqualTo(passes ? null : Reasons.PATH_AMBIGUOUS);
  }
}
