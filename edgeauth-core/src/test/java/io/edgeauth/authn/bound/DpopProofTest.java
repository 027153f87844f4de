package io.edgeauth.authn.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestProof;
import io.edgeauth.fixtures.TestRequest;
import io.edgeauth.fixtures.TestToken;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.json.JsonWriter;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * J41: what is wrong with a proof, one thing at a time; each test has asked before whether the good
 * one passes.
 */
final class DpopProofTest {

  private static final TestKey KEY = TestKey.of("ES256", null);
  private static final TestKey OTHER = TestKey.of("ES256", null);
  private static final Reason INVALID = Reasons.DPOP_PROOF_INVALID;

  private final BoundTrial trial = BoundTrial.of(KEY);

  @AfterEach
  void end() {
    trial.close();
  }

  @Test
  void authenticate_goodProof_accepted() {
    assertThat(trial.accepts(trial.proof()).credential().subject()).isEqualTo("alice");
    trial.accepts(trial.proof()); // the token and the key seen before
  }

  static Stream<Arguments> spoils() {
    return Stream.of(
        spoil("htm of another method", proof -> proof.claim("htm", "POST")),
        spoil("htm in lower case", proof -> proof.claim("htm", "get")),
        spoil("no htm", proof -> proof.without("htm")),
        spoil("htm no string", proof -> proof.claim("htm", List.of("GET"))),
        spoil("htu of another path", proof -> proof.claim("htu", "http://gateway.example/other")),
        spoil("htu of another host", proof -> proof.claim("htu", "http://other.example/orders")),
        spoil(
            "htu of another scheme", proof -> proof.claim("htu", "https://gateway.example/orders")),
        spoil(
            "htu of another port", proof -> proof.claim("htu", "http://gateway.example:81/orders")),
        spoil("htu in another case", proof -> proof.claim("htu", "http://gateway.example/Orders")),
        spoil("htu with a slash", proof -> proof.claim("htu", "http://gateway.example/orders/")),
        spoil("htu with a user", proof -> proof.claim("htu", "http://a@gateway.example/orders")),
        spoil("htu relative", proof -> proof.claim("htu", "/orders")),
        spoil("htu empty", proof -> proof.claim("htu", "")),
        spoil("htu no string", proof -> proof.claim("htu", 1)),
        spoil("no htu", proof -> proof.without("htu")),
        spoil("ath of another token", proof -> proof.claim("ath", TestProof.hash("other"))),
        spoil("ath as hex", proof -> proof.claim("ath", "00".repeat(32))),
        spoil("ath padded", proof -> proof.claim("ath", TestProof.hash("x") + "=")),
        spoil("ath no string", proof -> proof.claim("ath", 1)),
        spoil("no ath", proof -> proof.without("ath")),
        spoil("no jti", proof -> proof.without("jti")),
        spoil("jti empty", proof -> proof.claim("jti", "")),
        spoil("jti too long", proof -> proof.claim("jti", "j".repeat(257))),
        spoil("jti no string", proof -> proof.claim("jti", 7)),
        spoil("no iat", proof -> proof.without("iat")),
        spoil("iat a text", proof -> proof.claim("iat", "1795348800")),
        spoil("iat far", proof -> proof.claim("iat", new JsonNumber("1e400"))),
        spoil("iat the least", proof -> proof.claim("iat", Long.MIN_VALUE)),
        spoil("iat the greatest", proof -> proof.claim("iat", Long.MAX_VALUE)),
        spoil("typ of a token", proof -> proof.header("typ", "JWT")),
        spoil("typ at+jwt", proof -> proof.header("typ", "at+jwt")),
        spoil("no typ", proof -> proof.withoutHeader("typ")),
        spoil("alg none", proof -> proof.header("alg", "none")),
        spoil("alg HS256", proof -> proof.header("alg", "HS256")),
        spoil("alg of another family", proof -> proof.header("alg", "RS256")),
        spoil("alg of another curve", proof -> proof.header("alg", "ES384")),
        spoil("alg in lower case", proof -> proof.header("alg", "es256")),
        spoil("no alg", proof -> proof.withoutHeader("alg")),
        spoil("crit", proof -> proof.header("crit", List.of("exp"))),
        spoil("b64", proof -> proof.header("b64", false)),
        spoil("enc", proof -> proof.header("enc", "A256GCM")),
        spoil("no jwk", proof -> proof.withoutHeader("jwk")),
        spoil("jwk a text", proof -> proof.header("jwk", "{}")),
        spoil("jwk empty", proof -> proof.header("jwk", Map.of())),
        spoil("jwk private", proof -> proof.header("jwk", KEY.jwk().toJSONObject())),
        spoil("jwk with a d of null", proof -> proof.header("jwk", changed("d", null))),
        spoil("jwk with a k", proof -> proof.header("jwk", changed("k", "AA"))),
        spoil("jwk symmetric", proof -> proof.header("jwk", Map.of("kty", "oct", "k", "AA"))),
        spoil("jwk of another use", proof -> proof.header("jwk", changed("use", "enc"))),
        spoil("jwk of another alg", proof -> proof.header("jwk", changed("alg", "ES384"))),
        spoil("jwk to sign", proof -> proof.header("jwk", changed("key_ops", List.of("sign")))),
        spoil("signed by another", proof -> proof.signedBy(OTHER)));
  }

  private static Arguments spoil(String name, UnaryOperator<TestProof> spoil) {
    return Arguments.of(name, spoil);
  }

  private static Map<String, Object> changed(String member, Object value) {
    Map<String, Object> jwk = new LinkedHashMap<>(KEY.publicJwk());
    jwk.put(member, value);
    return jwk;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("spoils")
  void authenticate_spoiltProof_refused(String name, UnaryOperator<TestProof> spoil) {
    trial.refuses(spoil.apply(trial.proof()), INVALID);
    trial.accepts(trial.proof());
    // The key is known now, and its header is read no more where it is the same.
    trial.refuses(spoil.apply(trial.proof()), INVALID);
  }

  /** Another's key that signs for itself: only what the token names counts. */
  @Test
  void authenticate_proofOfAnotherKey_refused() {
    TestProof proof = trial.proof().header("jwk", OTHER.publicJwk()).signedBy(OTHER);
    trial.refuses(proof, Reasons.TOKEN_SENDER_UNPROVEN);
    trial.accepts(trial.proof());
  }

  /** A point that is on no curve has a thumbprint too; a token may name it. */
  @Test
  void authenticate_boundToAKeyThatIsNone_refused() {
    Map<String, Object> jwk = changed("y", KEY.publicJwk().get("x"));
    String thumbprint = thumbprint(jwk);
    String token = trial.jwt().token().claim("cnf", Map.of("jkt", thumbprint)).compact();
    TestProof proof = TestProof.of(KEY, BoundTrial.PATH, token, trial.now()).header("jwk", jwk);
    trial.refuses(TestRequest.get(BoundTrial.PATH).dpop(token, proof.compact()), INVALID);
  }

  private static String thumbprint(Map<String, Object> jwk) {
    String json =
        "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""
            + jwk.get("x")
            + "\",\"y\":\""
            + jwk.get("y")
            + "\"}";
    return TestProof.hash(json);
  }

  /** Nothing else in the header has an effect. */
  @Test
  void authenticate_headerWithAddresses_accepted() {
    trial.accepts(
        trial
            .proof()
            .header("kid", "../../x")
            .header("jku", "http://127.0.0.1:1/")
            .header("x5u", "http://127.0.0.1:1/")
            .header("x5c", List.of("AA")));
    trial.accepts(trial.proof().header("jwk", changed("kid", "x")).claim("nonce", "whatever"));
    trial.accepts(trial.proof().header("jwk", changed("alg", "ES256")));
  }

  /** To the second: the skew ahead; the lifetime and the skew ago. */
  @ParameterizedTest
  @CsvSource({"60, true", "61, false", "-119, true", "-120, false"})
  void authenticate_iatAtTheEdges_judgedToTheSecond(int seconds, boolean passes) {
    TestProof proof = trial.proof().claim("iat", trial.now().getEpochSecond() + seconds);
    if (passes) {
      trial.accepts(proof);
    } else {
      trial.refuses(proof, INVALID);
    }
  }

  @Test
  void authenticate_otherLifetimeAndSkew_windowFollows() {
    try (BoundTrial strict =
        BoundTrial.of(
            KEY,
            jwt ->
                jwt.clockSkew(Duration.ZERO)
                    .dpop(Dpop.DEFAULTS.withProofLifetime(Duration.ofSeconds(5))))) {
      long now = strict.now().getEpochSecond();
      strict.accepts(strict.proof().claim("iat", now - 4));
      strict.refuses(strict.proof().claim("iat", now - 5), INVALID);
      strict.accepts(strict.proof().claim("iat", now));
      strict.refuses(strict.proof().claim("iat", now + 1), INVALID);
    }
  }

  /** A number is a number, however it is written; the fraction does not count. */
  @Test
  void authenticate_iatWithFraction_accepted() {
    long now = trial.now().getEpochSecond();
    trial.accepts(trial.proof().claim("iat", new JsonNumber(now + ".75")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://gateway.example/orders?a=b",
        "http://gateway.example/orders#f",
        "http://gateway.example/orders?a#f",
        "HTTP://Gateway.Example/orders",
        "http://gateway.example:80/orders",
        "http://gateway.example:/orders",
        "http://gateway.example/%6frders",
        "http://gateway.example/a/../orders",
        "http://gateway.example/./orders"
      })
  void authenticate_htuInAnotherSpelling_accepted(String htu) {
    trial.accepts(trial.proof().claim("htu", htu));
  }

  /** What stands behind the question mark belongs to no htu. */
  @Test
  void authenticate_requestWithQuery_accepted() {
    trial.accepts(trial.request().query("a=b"));
  }

  @Test
  void authenticate_noProof_refused() {
    trial.refuses(
        TestRequest.get(BoundTrial.PATH).header("Authorization", "DPoP " + trial.token()),
        Reasons.DPOP_PROOF_MISSING);
    trial.accepts(trial.request());
  }

  @Test
  void authenticate_twoProofs_refusedWith400() {
    TestRequest request = trial.request().header("dpop", trial.proof().compact());
    trial.refuses(request, Reasons.CREDENTIAL_DOUBLED);
    assertThat(Reasons.CREDENTIAL_DOUBLED.status()).isEqualTo(400);
    trial.accepts(trial.request());
  }

  static Stream<String> forms() {
    String good = TestProof.of(KEY, "/orders", "t", java.time.Instant.EPOCH).compact();
    String[] parts = good.split("\\.", -1);
    List<String> forms = new ArrayList<>(List.of("", ".", "..", "...", "a.b.c", "x", good + "."));
    forms.add("." + parts[1] + "." + parts[2]);
    forms.add(parts[0] + ".." + parts[2]);
    forms.add(parts[0] + "." + parts[1] + ".");
    forms.add(parts[0] + "." + parts[1]);
    forms.add(good + "." + good);
    forms.add(good + ", " + good);
    forms.add(good + "=");
    forms.add(" " + good);
    forms.add("\u0130" + good);
    forms.add("a".repeat(8193));
    forms.add(".".repeat(8000));
    forms.add(TestToken.compact("[]", "{}", KEY));
    forms.add(TestToken.compact("{}", "[]", KEY));
    forms.add(TestToken.compact("{}", "{}", KEY));
    forms.add(TestToken.compact("[".repeat(2000), "{}", KEY));
    String twice = "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"alg\":\"none\",\"jwk\":";
    forms.add(TestToken.compact(twice + JsonWriter.write(KEY.publicJwk()) + "}", "{}", KEY));
    return forms.stream();
  }

  @ParameterizedTest
  @MethodSource("forms")
  void authenticate_noProofByItsForm_refused(String proof) {
    trial.refuses(trial.request(proof), INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES384", "ES512", "EdDSA"})
  void authenticate_everyAsymmetricAlgorithm_accepted(String algorithm) {
    try (BoundTrial other = BoundTrial.of(TestKey.of(algorithm, null))) {
      other.accepts(other.proof());
      other.accepts(other.proof());
      other.refuses(other.proof().signedBy(TestKey.of(algorithm, null)), INVALID);
    }
  }

  /** One key, two algorithms: what verified under one says nothing about the other. */
  @Test
  void authenticate_knownKeyUnderAnotherAlgorithm_judgedAnew() {
    TestKey rsa = TestKey.of("RS256", null);
    try (BoundTrial other = BoundTrial.of(rsa)) {
      other.accepts(other.proof());
      other.accepts(other.proof().header("alg", "PS256").signedBy(rsa.as("PS256")));
      other.refuses(other.proof().header("alg", "PS256"), INVALID);
    }
  }

  /** Any byte of a proof changed: it is no longer the same, or no longer one. */
  @Test
  void authenticate_eachCharacterChanged_refused() {
    String proof = trial.proof().compact();
    for (int i = 0; i < proof.length(); i += 3) {
      char other = proof.charAt(i) == 'A' ? 'B' : 'A';
      String changed = proof.substring(0, i) + other + proof.substring(i + 1);
      assertThat(trial.ask(trial.request(changed)))
          .as("%d", i)
          .isInstanceOf(io.edgeauth.authn.AuthenticationResult.Refused.class);
    }
    trial.accepts(trial.request(proof));
  }

  /** What operators are told shows nothing of a proof. */
  @Test
  void authenticate_spoiltProof_detailShowsNothing() {
    TestProof proof = trial.proof().claim("htu", "http://marker.example/").claim("jti", "marker");
    assertThat(trial.ask(proof).toString()).doesNotContain("marker", "eyJ");
  }
}
