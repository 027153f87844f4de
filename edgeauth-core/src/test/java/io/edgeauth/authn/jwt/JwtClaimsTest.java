package io.edgeauth.authn.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.event.ClaimIgnoredEvent;
import io.edgeauth.fixtures.JwtTrial;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.reason.Reasons;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token says about whom it is by, for and of: J30 to J36, J40. */
final class JwtClaimsTest {

  private static final TestKey KEY = TestKey.of("ES256", "k1");

  /** J30. */
  @Test
  void authenticate_audience_comparedExactly() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      List<String> many = new ArrayList<>(Collections.nCopies(1_000, "b"));
      for (Object wrong :
          Arrays.asList(
              List.of(),
              Collections.singletonList(null),
              List.of(List.of("api")),
              Map.of("api", 1),
              "api ",
              " api",
              "API",
              "my-api",
              "ap",
              "api,other",
              "",
              1,
              true,
              null,
              many,
              List.of("api", 1),
              Arrays.asList(null, "api"),
              List.of("other", "API"))) {
        trial.refuses(trial.token().claim("aud", wrong), Reasons.TOKEN_AUDIENCE);
      }
      trial.refuses(trial.token().without("aud"), Reasons.TOKEN_AUDIENCE);
      many.add("api");
      for (Object right : List.of("api", List.of("api"), List.of("other", "api"), many)) {
        trial.accepts(trial.token().claim("aud", right));
      }
      trial.refuses(
          trial.token().claim("aud", Collections.nCopies(100_000, "b")),
          Reasons.CREDENTIAL_TOO_LONG);
    }
  }

  @Test
  void authenticate_severalAudiences_anyOneMatches() {
    try (JwtTrial two = JwtTrial.of(jwt -> jwt.audience("web"), KEY)) {
      two.accepts(two.token().claim("aud", "web"));
      two.accepts(two.token().claim("aud", "api"));
      two.refuses(two.token().claim("aud", "api web"), Reasons.TOKEN_AUDIENCE);
    }
  }

  /** J31. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example/",
        "https://ID.example",
        "HTTPS://id.example",
        "https://id.example:443",
        "https://\u0456d.example",
        "https://id.example.attacker.tld",
        "https://id.exampl",
        " https://id.example",
        "https://id.example\u0000",
        ""
      })
  void authenticate_issuerSpeltOtherwise_isAnothers(String issuer) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      trial.refuses(trial.token().claim("iss", issuer), Reasons.TOKEN_ISSUER);
      trial.accepts(trial.token().claim("iss", "https://id.example"));
    }
  }

  /** J31. */
  @Test
  void authenticate_issuerThatIsNoString_isAnothers() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      for (Object issuer : Arrays.asList(List.of(JwtTrial.ISSUER), Map.of(), 1, null)) {
        trial.refuses(trial.token().claim("iss", issuer), Reasons.TOKEN_ISSUER);
      }
      trial.refuses(trial.token().without("iss"), Reasons.TOKEN_ISSUER);
      trial.accepts(trial.token().claim("iss", JwtTrial.ISSUER));
    }
  }

  /** J32, K17: keys belong to one issuer, whatever their ids. */
  @Test
  void authenticate_keyOfAnotherIssuer_refused() {
    TestKey other = TestKey.of("ES256", "k1");
    try (JwtTrial a = JwtTrial.of(KEY);
        JwtTrial b = JwtTrial.of(other)) {
      a.refuses(a.token().signedBy(other), Reasons.TOKEN_SIGNATURE);
      b.refuses(b.token().signedBy(KEY), Reasons.TOKEN_SIGNATURE);
      String ours = a.token().compact();
      a.accepts(ours);
      b.refuses(ours, Reasons.TOKEN_SIGNATURE);
      a.accepts(ours);
    }
  }

  /** J33. */
  @Test
  void authenticate_malformedSubject_refused() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      for (Object subject :
          List.of(
              "",
              7,
              true,
              List.of("alice"),
              Map.of("a", "b"),
              "a\rb",
              "a\nb",
              "a\u0000b",
              "a".repeat(10_240))) {
        trial.refuses(trial.token().claim("sub", subject), Reasons.TOKEN_CLAIM);
      }
      assertThat(trial.accepts(trial.token().claim("sub", "ali ce\u00e9")).subject())
          .isEqualTo("ali ce\u00e9");
      assertThat(trial.accepts(trial.token().without("sub")).subject()).isNull();
      assertThat(trial.accepts(trial.token().claim("sub", null)).subject()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_id", "tenant", "email", "preferred_username"})
  void authenticate_malformedIdentityClaim_refused(String claim) {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      for (Object value : List.of("", 7, List.of("a"))) {
        trial.refuses(trial.token().claim(claim, value), Reasons.TOKEN_CLAIM);
      }
      trial.accepts(trial.token().claim(claim, "fine"));
      trial.accepts(trial.token().claim(claim, null));
    }
  }

  /** J34: an id token is for the client, not for us. */
  @Test
  void authenticate_idToken_refusedByItsAudience() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      TestToken idToken =
          trial.token().claim("aud", "alice-app").claim("nonce", "n").claim("at_hash", "h");
      trial.refuses(idToken, Reasons.TOKEN_AUDIENCE);
      trial.accepts(trial.token().claim("nonce", "n"));
    }
  }

  /** J35. */
  @Test
  void authenticate_scopes_splitAtSpacesAlone() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      assertThat(trial.accepts(trial.token().claim("scope", "  read  write ")).scopes())
          .containsExactlyInAnyOrder("read", "write");
      assertThat(trial.accepts(trial.token().claim("scope", List.of("read", "write"))).scopes())
          .containsExactlyInAnyOrder("read", "write");
      assertThat(trial.accepts(trial.token().claim("scope", "read\twrite\u00a0all")).scopes())
          .containsExactly("read\twrite\u00a0all");
      assertThat(
              trial.accepts(trial.token().without("scope").claim("scp", List.of("read"))).scopes())
          .containsExactly("read");
      assertThat(trial.accepts(trial.token().claim("scope", "reader READ")).scopes())
          .doesNotContain("read");
    }
  }

  /** J35, J36: another type gives nothing, and somebody is told. */
  @Test
  void authenticate_scopesOrRolesOfAnotherType_giveNothing() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      for (Object value :
          Arrays.asList(
              7, true, Map.of("admin", true), List.of(List.of("admin")), List.of("a", 1))) {
        var credential = trial.accepts(trial.token().claim("scope", value).claim("roles", value));
        assertThat(credential.scopes()).isEmpty();
        assertThat(credential.roles()).isEmpty();
      }
      assertThat(trial.runtime().events().of(ClaimIgnoredEvent.class))
          .extracting(ClaimIgnoredEvent::claim)
          .containsOnly("scope", "roles")
          .hasSize(10);
    }
  }

  /** J36. */
  @Test
  void authenticate_rolesWhereTheyAreNotExpected_giveNothing() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      TestToken token = trial.token().without("roles");
      assertThat(
              trial
                  .accepts(token.claim("realm_access", Map.of("roles", Map.of("admin", true))))
                  .roles())
          .isEmpty();
      token.without("realm_access").claim("realm_access.roles", List.of("admin"));
      assertThat(trial.accepts(token).roles()).isEmpty();
      token.claim("__proto__", Map.of("roles", List.of("admin")));
      assertThat(trial.accepts(token).roles()).isEmpty();
      token.claim("realm_access", Map.of("roles", List.of("admin")));
      assertThat(trial.accepts(token).roles()).containsExactly("admin");
    }
  }

  /** J40: proof is not checked here, so what asks for proof does not pass. */
  @Test
  void authenticate_senderConstrained_refusedAsBearer() {
    try (JwtTrial trial = JwtTrial.of(KEY)) {
      for (Object confirmation :
          List.of(
              Map.of("jkt", "x"), Map.of("x5t#S256", "x"), Map.of(), "x", List.of(), 0, false)) {
        trial.refuses(trial.token().claim("cnf", confirmation), Reasons.TOKEN_SENDER_UNPROVEN);
      }
      trial.accepts(trial.token().claim("cnf", null));
      trial.accepts(trial.token());
    }
  }

  @Test
  void authenticate_requiredClaim_mustBeOneOfItsValues() {
    try (JwtTrial trial =
        JwtTrial.of(
            jwt ->
                jwt.requiredClaim(ClaimPath.parse("token_use"), "access")
                    .requiredClaim(ClaimPath.parse("client_id"), "a", "b"),
            KEY)) {
      TestToken token = trial.token().claim("token_use", "access").claim("client_id", "b");
      trial.accepts(token);
      trial.refuses(token.claim("client_id", "c"), Reasons.TOKEN_CLAIM);
      token.claim("client_id", "a");
      for (Object wrong : Arrays.asList("id", "Access", 1, null, Map.of("access", true))) {
        trial.refuses(token.claim("token_use", wrong), Reasons.TOKEN_CLAIM);
      }
      trial.refuses(token.without("token_use"), Reasons.TOKEN_CLAIM);
      trial.accepts(token.claim("token_use", List.of("id", "access")));
    }
  }
}
