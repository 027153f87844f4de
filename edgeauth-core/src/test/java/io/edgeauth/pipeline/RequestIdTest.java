package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestEdge;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.network.IpRules;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An id is kept from a trusted proxy, else made. */
final class RequestIdTest {

  private static final String PROXY = "10.0.0.1";
  private static final String HEX = "0af7651916cd43dd8448eb211c80319d";

  private final TestEdge edge =
      TestEdge.of(
          builder ->
              builder
                  .clientIp(
                      new ClientIpSettings(List.of(Cidr.parse("10.0.0.0/8")), "X-Forwarded-For"))
                  .ipRules(IpRules.of(List.of(), List.of(Cidr.parse("203.0.113.66"))))
                  .route(Route.path("/open").allowPublic())
                  .route(Route.path("/user").authenticate("user")));

  @AfterEach
  void close() {
    edge.close();
  }

  private static TestRequest request(String path, String peer, String... ids) {
    TestRequest request = TestRequest.get(path).peer(peer);
    for (String id : ids) {
      request.header("X-Request-Id", id);
    }
    return request;
  }

  private String backendsId(TestRequest request) {
    Decision.Forward forward = (Decision.Forward) edge.edge().decide(request);
    List<String> sent = forward.headers().apply("X-Request-Id", request.headers("X-Request-Id"));
    String id = edge.lastEvent().requestId();
    assertThat(sent).containsExactly(id);
    assertThat(forward.responseHeaders()).contains(new HeaderField("X-Request-Id", id));
    return id;
  }

  private String traceparent(TestRequest request) {
    Decision.Forward forward = (Decision.Forward) edge.edge().decide(request);
    return forward.headers().apply("traceparent", request.headers("traceparent")).get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        HEX,
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "Root=1",
        "1-67891233-abcdef012345678912345678",
        "A.b_c:d-9"
      })
  void id_ofTrustedProxy_keptWhereHarmless(String id) {
    boolean harmless = !id.contains("=");
    assertThat(backendsId(request("/open", PROXY, id)).equals(id)).isEqualTo(harmless);
    assertThat(backendsId(request("/open", "192.0.2.1", id))).isNotEqualTo(id).hasSize(32);
  }

  @Test
  void id_length_toTheCharacter() {
    String longest = "x".repeat(128);
    assertThat(backendsId(request("/open", PROXY, longest))).isEqualTo(longest);
    assertThat(backendsId(request("/open", PROXY, longest + "x"))).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "a b", "a,b", "a\r\nb", "é", "a\u0000", "<a>", "${jndi:x}", "a/b"})
  void id_ofTrustedProxyThatIsNone_made(String id) {
    assertThat(backendsId(request("/open", PROXY, id))).matches("[0-9a-f]{32}");
  }

  @Test
  void id_twice_made() {
    assertThat(backendsId(request("/open", PROXY, "a", "a"))).matches("[0-9a-f]{32}");
  }

  /** The refusal has it too, be it by address, route or credential. */
  @Test
  void id_kept_inRefusals() {
    TestRequest denied = request("/open", PROXY, "a").header("X-Forwarded-For", "203.0.113.66");
    assertThat(edge.reason(denied)).isEqualTo(Reasons.ADDRESS_DENIED);
    assertThat(edge.lastEvent().requestId()).isEqualTo("a");
    for (String path : List.of("/none", "/user")) {
      Decision.Reject reject = (Decision.Reject) edge.edge().decide(request(path, PROXY, "a"));
      assertThat(reject.problem().requestId()).isEqualTo("a");
      assertThat(reject.responseHeaders()).contains(new HeaderField("X-Request-Id", "a"));
    }
    TestRequest unreadable = request("/open", PROXY, "a").header("X-Forwarded-For", "?");
    assertThat(edge.reason(unreadable)).isEqualTo(Reasons.ADDRESS_UNREADABLE);
    assertThat(edge.lastEvent().requestId()).matches("[0-9a-f]{32}");
  }

  /** A trace begun has the request's id where that can be a trace's, else one of its own. */
  @Test
  void trace_begun_keptIdOnlyWhereItIsATraceId() {
    assertThat(traceparent(request("/open", PROXY, HEX)))
        .isEqualTo("00-" + HEX + "-" + HEX.substring(16) + "-00");
    for (String id :
        List.of(
            "a", HEX.toUpperCase(Locale.ROOT), "0".repeat(32), "1" + "0".repeat(31), HEX + "0")) {
      assertThat(backendsId(request("/open", PROXY, id))).isEqualTo(id);
      assertThat(traceparent(request("/open", PROXY, id)))
          .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
          .doesNotContain("-" + id + "-")
          .doesNotContain("0".repeat(16));
    }
  }
}
