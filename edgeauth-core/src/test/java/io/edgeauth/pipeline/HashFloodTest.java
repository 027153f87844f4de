package io.edgeauth.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.edgeauth.EdgeAuth;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.jwt.Jwt;
import io.edgeauth.fixtures.CollidingTexts;
import io.edgeauth.fixtures.TestIssuer;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.json.JsonReader;
import io.edgeauth.route.Route;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;

/**
 * D04: a hundred thousand names that share one hash code. Were they compared each with each, as in
 * a table without order, that would take minutes; here it takes less than seconds.
 */
final class HashFloodTest {

  private static final int FLOOD = 100_000;
  private static final Duration BOUND = Duration.ofSeconds(10);

  private static List<String> names;

  @BeforeAll
  static void collide() {
    names = CollidingTexts.of(FLOOD);
    assertThat(names.stream().distinct()).hasSize(FLOOD);
    assertThat(names.stream().map(String::hashCode).distinct()).hasSize(1);
  }

  private static <T> T inTime(ThrowingSupplier<T> work) {
    return assertTimeoutPreemptively(BOUND, work);
  }

  @Test
  void readObject_collidingMembers_inTime() throws Exception {
    byte[] json =
        names.stream()
            .map(name -> '"' + name + "\":1")
            .collect(Collectors.joining(",", "{", "}"))
            .getBytes(StandardCharsets.UTF_8);
    Map<String, Object> members = inTime(() -> JsonReader.readObject(json));
    assertThat(members).hasSize(FLOOD);
    assertThat(inTime(() -> names.stream().allMatch(members::containsKey))).isTrue();
  }

  private static Decision decide(EdgeAuth edge, TestRequest request) {
    return inTime(() -> edge.decide(request));
  }

  private static EdgeAuth edge(TestIssuer issuer) {
    return EdgeAuth.builder()
        .authenticator(
            "user",
            Jwt.issuer(issuer.issuer())
                .audience("api")
                .tokenFrom(Carrier.AUTHORIZATION, Carrier.cookie("t"), Carrier.query("t")))
        .route(Route.path("/open").allowPublic())
        .route(Route.path("/**").authenticate("user"))
        .build();
  }

  @Test
  void decide_collidingNamesEverywhere_inTime() {
    String list = String.join(",", names);
    try (TestIssuer issuer = TestIssuer.start(TestKey.of("ES256", "k1"));
        EdgeAuth edge = edge(issuer)) {
      for (String path : List.of("/open", "/closed")) {
        TestRequest headers = TestRequest.get(path);
        names.forEach(name -> headers.header(name, "x"));
        Decision decision = decide(edge, headers);
        if (decision instanceof Decision.Forward forward) {
          assertThat(inTime(() -> forward.headers().names(headers.headerNames())))
              .hasSizeGreaterThanOrEqualTo(FLOOD);
        }
        decide(edge, TestRequest.get(path).header("Connection", list));
        decide(edge, TestRequest.get(path).header("Cookie", String.join("=1; ", names)));
        decide(edge, TestRequest.get(path).query(String.join("=1&", names)));
        decide(edge, TestRequest.get(path).bearer(list));
        decide(edge, TestRequest.get(path).header("Forwarded", String.join("=1;", names)));
      }
    }
  }
}
