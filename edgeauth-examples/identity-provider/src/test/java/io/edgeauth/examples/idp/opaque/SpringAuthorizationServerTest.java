package io.edgeauth.examples.idp.opaque;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.authn.introspection.AnswerFormat;
import io.edgeauth.authn.introspection.Introspection;
import io.edgeauth.event.AuthorityEvent;
import io.edgeauth.forward.exchange.TokenExchange;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.reason.Reasons;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** EdgeAuth as a client of a real authorization server whose tokens are opaque, over TLS. */
@Timeout(60)
final class SpringAuthorizationServerTest {

  private static final Duration TTL = Duration.ofSeconds(30);

  @TempDir private static Path directory;
  private static OpaqueServer server;

  @BeforeAll
  static void start() throws Exception {
    server = OpaqueServer.start(directory);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  /** What Spring's answers need: it says of refresh tokens and codes, too, that they are active. */
  private static Introspection asked(Proof proof) {
    return proof
        .of(Introspection.endpoint(server.introspection()))
        .audience(OpaqueBeans.API)
        .requiredClaim(ClaimPath.parse("token_type"), "Bearer")
        .totalTimeout(Duration.ofSeconds(20))
        .cache(TTL, 100);
  }

  private static TokenExchange exchange(Proof proof) {
    return proof
        .of(TokenExchange.endpoint(server.tokens()))
        .audience("orders")
        .totalTimeout(Duration.ofSeconds(20));
  }

  private static Edge edge(Introspection spec) {
    return Edge.of(server.proofs(), spec);
  }

  /** With an exchange; tokens are asked about by {@link Way#BASIC}. */
  private static Edge edge(TokenExchange exchange) {
    return Edge.of(server.proofs(), asked(server.proofs().of(Way.BASIC)), exchange);
  }

  @ParameterizedTest
  @EnumSource
  void introspect_everyWayToProveOneself_answered(Way way) throws Exception {
    String token = server.accessToken();
    try (Edge edge = edge(asked(server.proofs().of(way)))) {
      var identity = edge.accepts(token);

      assertThat(identity.subject()).isEqualTo("alice");
      assertThat(identity.client()).isEqualTo(OpaqueServer.APPLICATION);
      assertThat(identity.scopes()).containsExactly("orders:read");
      assertThat(edge.refuses("made-up")).isEqualTo(Reasons.TOKEN_INACTIVE);
    }
  }

  /** Proofs that are another's, or nobody's. */
  private static Proof bad(Way way) throws Exception {
    Proofs proofs = server.proofs();
    return switch (way) {
      case BASIC -> proofs.of(Way.POST).inTheNameOf(way);
      case POST -> proofs.of(Way.BASIC).inTheNameOf(way);
      case RSA_ASSERTION, CURVE_ASSERTION -> proofs.unknownKey(way);
      case CERTIFICATE -> proofs.of(Way.SELF_SIGNED).inTheNameOf(way);
      case SELF_SIGNED -> proofs.of(Way.CERTIFICATE).inTheNameOf(way);
    };
  }

  /** I09. The same endpoint and a good token: what is bad is ours alone. */
  @ParameterizedTest
  @EnumSource
  void introspect_badProof_unavailableAndToldLoudly(Way way) throws Exception {
    String token = server.accessToken();
    try (Edge edge = edge(asked(bad(way)))) {
      assertThat(edge.refuses(token)).isEqualTo(Reasons.INTROSPECTION_UNAVAILABLE);
      assertThat(edge.changes()).containsExactly(AuthorityEvent.Change.REFUSED_US);
    }
  }

  @Test
  void introspect_issuerAlone_endpointOfItsMetadata() throws Exception {
    String token = server.accessToken();
    for (Way way : List.of(Way.CURVE_ASSERTION, Way.CERTIFICATE)) {
      Introspection spec =
          server.proofs().of(way).of(Introspection.issuer(server.issuer())).audience("api");
      try (Edge edge = edge(spec.totalTimeout(Duration.ofSeconds(20)))) {
        assertThat(edge.accepts(token).subject()).isEqualTo("alice");
      }
    }
  }

  /** I12. */
  @Test
  void introspect_revoked_refusedAfterTtlOrAtOnceIfInvalidated() throws Exception {
    String first = server.accessToken();
    String second = server.accessToken();
    try (Edge edge = edge(asked(server.proofs().of(Way.BASIC)))) {
      assertThat(edge.accepts(first).subject()).isEqualTo("alice");
      assertThat(edge.accepts(second).subject()).isEqualTo("alice");

      server.revoke(first);
      server.revoke(second);
      assertThat(edge.accepts(first).subject()).isEqualTo("alice");

      edge.invalidate(first);
      assertThat(edge.refuses(first)).isEqualTo(Reasons.TOKEN_INACTIVE);
      edge.pass(TTL.minusSeconds(1));
      assertThat(edge.accepts(second).subject()).isEqualTo("alice");
      edge.pass(Duration.ofSeconds(1));
      assertThat(edge.refuses(second)).isEqualTo(Reasons.TOKEN_INACTIVE);
    }
  }

  /**
   * I03. Spring names a type for access tokens alone, and no audience for the others: what is not
   * asked for is not looked at.
   */
  @Test
  void introspect_refreshTokenOrCode_refusedIfATypeIsAskedFor() throws Exception {
    Map<String, Object> tokens = server.logIn();
    String refresh = (String) tokens.get("refresh_token");
    assertThat(server.said(refresh)).containsEntry("active", true).doesNotContainKey("token_type");
    try (Edge edge = edge(asked(server.proofs().of(Way.BASIC)))) {
      assertThat(edge.refuses(refresh)).isEqualTo(Reasons.TOKEN_CLAIM);
      assertThat(edge.refuses(server.code())).isEqualTo(Reasons.TOKEN_CLAIM);
      assertThat(edge.accepts((String) tokens.get("access_token")).subject()).isEqualTo("alice");
    }
    Introspection careless =
        server.proofs().of(Way.BASIC).of(Introspection.endpoint(server.introspection()));
    try (Edge edge = edge(careless.audience(OpaqueBeans.API))) {
      assertThat(edge.accepts(refresh).client()).isEqualTo(OpaqueServer.APPLICATION);
    }
  }

  /** Spring knows no signed answers (RFC 9701): its JSON is not taken for one. */
  @Test
  void introspect_signedAnswerAskedFor_unavailable() throws Exception {
    Introspection spec =
        server
            .proofs()
            .of(Way.BASIC)
            .of(Introspection.issuer(server.issuer()))
            .accept(AnswerFormat.JWT);
    try (Edge edge = edge(spec.totalTimeout(Duration.ofSeconds(20)))) {
      assertThat(edge.refuses(server.accessToken())).isEqualTo(Reasons.INTROSPECTION_UNAVAILABLE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void exchange_everyWayToProveOneself_backendHasATokenOfItsOwn(Way way) throws Exception {
    String token = server.accessToken();
    try (Edge edge = edge(exchange(server.proofs().of(way)))) {
      String received = edge.receivedByBackend(token);

      assertThat(received).isNotEqualTo(token);
      assertThat(server.said(received))
          .containsEntry("active", true)
          .containsEntry("sub", "alice")
          .containsEntry("aud", List.of("orders"))
          .containsEntry("client_id", way.clientId())
          .containsEntry("scope", "orders:read");
      assertThat(server.said(token)).containsEntry("aud", List.of(OpaqueBeans.API));
    }
  }

  @ParameterizedTest
  @EnumSource
  void exchange_badProof_unavailableAndToldLoudly(Way way) throws Exception {
    String token = server.accessToken();
    try (Edge edge = edge(exchange(bad(way)))) {
      assertThat(edge.refuses(token)).isEqualTo(Reasons.TOKEN_EXCHANGE_UNAVAILABLE);
      assertThat(edge.changes()).containsExactly(AuthorityEvent.Change.REFUSED_US);
    }
  }

  /** The client's token is good, and does not go on. */
  @Test
  void exchange_refusedByTheServer_unavailable() throws Exception {
    String token = server.accessToken();
    try (Edge edge = edge(exchange(server.proofs().of(Way.BASIC)).audience("payroll"))) {
      assertThat(edge.refuses(token)).isEqualTo(Reasons.TOKEN_EXCHANGE_REFUSED);
      assertThat(edge.changes()).isEmpty();
    }
  }

  /** Spring exchanges no token that a client has of its own: it speaks of nobody. */
  @Test
  void exchange_tokenOfNobody_unavailable() throws Exception {
    try (Edge edge = edge(exchange(server.proofs().of(Way.BASIC)))) {
      assertThat(edge.refuses(server.machineToken())).isEqualTo(Reasons.TOKEN_EXCHANGE_REFUSED);
      assertThat(edge.receivedByBackend(server.accessToken())).isNotEmpty();
    }
  }

  /** The answer about the token is remembered, its exchange is not: the server has its say. */
  @Test
  void exchange_revokedSinceItWasAskedAbout_unavailable() throws Exception {
    String token = server.accessToken();
    try (Edge edge = edge(exchange(server.proofs().of(Way.BASIC)).maxEntries(0))) {
      assertThat(edge.receivedByBackend(token)).isNotEqualTo(token);

      server.revoke(token);

      assertThat(edge.refuses(token)).isEqualTo(Reasons.TOKEN_EXCHANGE_REFUSED);
    }
  }

  @Test
  void exchange_revokedMeanwhile_noNewTokenOnceInvalidated() throws Exception {
    String token = server.accessToken();
    try (Edge edge = edge(exchange(server.proofs().of(Way.POST)))) {
      String received = edge.receivedByBackend(token);
      assertThat(edge.receivedByBackend(token)).isEqualTo(received);

      server.revoke(token);
      edge.invalidate(token);

      assertThat(edge.refuses(token)).isEqualTo(Reasons.TOKEN_INACTIVE);
    }
  }
}
