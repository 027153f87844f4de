package io.edgeauth.oauth;

import static io.edgeauth.oauth.ProofTrial.AUDIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import io.edgeauth.event.FileEvent;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.json.JsonReader;
import io.edgeauth.keys.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server sees of each way to prove who is asking by a secret or a signature. */
@Timeout(60)
final class ClientAuthenticationTest {

  private final ProofTrial trial = new ProofTrial();

  @TempDir private Path directory;

  @AfterEach
  void end() {
    trial.close();
  }

  /** RFC 6749, section 2.3.1: each half encoded as in a form, before they are joined. */
  @Test
  void basic_anyCharacters_encodedBeforeTheyAreJoined() throws Exception {
    ClientAuthentication client =
        trial.open(
            new ClientCredentials("https://gw:1", ClientMethod.BASIC, Secret.of("p:w +%&é"), null));

    ProofTrial.Received request = trial.posted(client);

    assertThat(request.authorization()).startsWith("Basic ");
    String pair =
        new String(
            Base64.getDecoder().decode(request.authorization().substring(6)),
            StandardCharsets.US_ASCII);
    assertThat(pair).isEqualTo("https%3A%2F%2Fgw%3A1:p%3Aw+%2B%25%26%C3%A9");
    assertThat(request.fields()).containsOnlyKeys("token");
  }

  @Test
  void post_secret_inTheForm() throws Exception {
    ProofTrial.Received request =
        trial.posted(trial.open(ProofTrial.of(ClientMethod.POST, "p:w +%&é", null)));

    assertThat(request.authorization()).isNull();
    assertThat(request.fields())
        .containsExactly(
            Map.entry("token", "abc"),
            Map.entry("client_id", "gateway"),
            Map.entry("client_secret", "p:w +%&é"));
  }

  @Test
  void bearer_secret_isTheToken() throws Exception {
    ProofTrial.Received request =
        trial.posted(trial.open(ProofTrial.of(ClientMethod.BEARER, "abc.DEF-1==", null)));

    assertThat(request.authorization()).isEqualTo("Bearer abc.DEF-1==");
    assertThat(request.fields()).containsOnlyKeys("token");
  }

  /** As JSON, with what the test adds. */
  private Path write(String name, String content) throws Exception {
    return Files.writeString(directory.resolve(name), content);
  }

  private Path jwk(TestKey key, String algorithm) throws Exception {
    Map<String, Object> members = new LinkedHashMap<>(key.jwk().toJSONObject());
    if (algorithm != null) {
      members.put("alg", algorithm);
    }
    return write("key.json", io.edgeauth.json.JsonWriter.write(members));
  }

  private static boolean verifies(TestKey key, String algorithm, String assertion)
      throws Exception {
    var jws = new org.jose4j.jws.JsonWebSignature();
    jws.setAlgorithmConstraints(
        new org.jose4j.jwa.AlgorithmConstraints(
            org.jose4j.jwa.AlgorithmConstraints.ConstraintType.PERMIT, algorithm));
    jws.setCompactSerialization(assertion);
    jws.setKey(PublicJsonWebKey.Factory.newPublicJwk(key.publicJwk()).getPublicKey());
    return jws.verifySignature();
  }

  @ParameterizedTest
  @CsvSource({
    "RS256, , RS256",
    "RS256, PS384, PS384",
    "ES256, , ES256",
    "ES384, , ES384",
    "ES512, ES512, ES512"
  })
  void privateKeyJwt_key_signsAnAssertion(String kind, String said, String used) throws Exception {
    TestKey key = TestKey.of(kind, "k1");
    ClientAuthentication client =
        trial.open(ProofTrial.of(ClientMethod.PRIVATE_KEY_JWT, null, jwk(key, said)));

    ProofTrial.Received request = trial.posted(client);

    assertThat(request.authorization()).isNull();
    assertThat(request.fields())
        .containsEntry("client_id", "gateway")
        .containsEntry(
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    String assertion = request.fields().get("client_assertion");
    assertThat(verifies(key, used, assertion)).isTrue();
    assertThat(part(assertion, 0))
        .containsOnly(Map.entry("typ", "JWT"), Map.entry("alg", used), Map.entry("kid", "k1"));
    Map<String, Object> claims = part(assertion, 1);
    long now = TestRuntime.NOW.getEpochSecond();
    assertThat(claims)
        .containsOnlyKeys("iss", "sub", "aud", "jti", "iat", "exp")
        .containsEntry("iss", "gateway")
        .containsEntry("sub", "gateway")
        .containsEntry("aud", AUDIENCE);
    assertThat(claims.get("iat")).hasToString("" + now);
    assertThat(claims.get("exp")).hasToString("" + (now + 60));
  }

  private static Map<String, Object> part(String jws, int number) throws Exception {
    return JsonReader.readObject(Base64.getUrlDecoder().decode(jws.split("\\.", -1)[number]));
  }

  /** Ed25519: the JDK's key in the library's form. */
  @Test
  void privateKeyJwt_edwardsKey_signs() throws Exception {
    var pair = java.security.KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String json =
        PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic())
            .toJson(org.jose4j.jwk.JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    String d =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(java.util.Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length));
    OctetKeyPair whole =
        new OctetKeyPair.Builder((OctetKeyPair) JWK.parse(json))
            .d(new com.nimbusds.jose.util.Base64URL(d))
            .build();
    Path file = write("key.json", whole.toJSONString());

    ProofTrial.Received request =
        trial.posted(trial.open(ProofTrial.of(ClientMethod.PRIVATE_KEY_JWT, null, file)));

    String assertion = request.fields().get("client_assertion");
    assertThat(part(assertion, 0)).containsEntry("alg", "EdDSA").doesNotContainKey("kid");
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(pair.getPublic());
    int end = assertion.lastIndexOf('.');
    signature.update(assertion.substring(0, end).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(assertion.substring(end + 1))))
        .isTrue();
  }

  @Test
  void privateKeyJwt_everyForm_assertionOfItsOwn() throws Exception {
    ClientAuthentication client =
        trial.open(
            ProofTrial.of(
                ClientMethod.PRIVATE_KEY_JWT, null, jwk(TestKey.of("ES256", "k1"), null)));

    Object first = part(trial.posted(client).fields().get("client_assertion"), 1).get("jti");
    Object second = part(trial.posted(client).fields().get("client_assertion"), 1).get("jti");

    assertThat(first).asString().hasSize(22);
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void privateKeyJwt_unusableKey_toldAtStart() throws Exception {
    TestKey key = TestKey.of("ES256", "k1");
    refusedKey(write("a", "no JSON"), "is none");
    refusedKey(write("b", key.jwk().toPublicJWK().toJSONString()), "the public part alone");
    refusedKey(jwk(key, "RS256"), "cannot sign with RS256");
    refusedKey(jwk(key, "none"), "no signature algorithm");
    refusedKey(write("c", "{\"kty\":\"oct\",\"k\":\"AAAA\"}"), "is none");
    refusedKey(directory.resolve("missing"), "cannot be read");
    Map<String, Object> mixed = new LinkedHashMap<>(key.jwk().toJSONObject());
    mixed.put("d", TestKey.of("ES256", "k2").jwk().toJSONObject().get("d"));
    refusedKey(write("d", io.edgeauth.json.JsonWriter.write(mixed)), "do not belong together");
  }

  private void refusedKey(Path file, String message) {
    trial.refused(
        ProofTrial.of(ClientMethod.PRIVATE_KEY_JWT, null, file), "client-key-file", message);
  }

  @ParameterizedTest
  @EnumSource(
      value = ClientMethod.class,
      names = {"BASIC", "POST", "BEARER"})
  void secret_missingOrEmpty_toldAtStart(ClientMethod method) throws Exception {
    trial.refused(ProofTrial.of(method, null, null), "client-secret", "missing");
    trial.refused(ProofTrial.of(method, "", null), "client-secret", "an empty secret");
    trial.refused(
        ProofTrial.of(method, "x", directory.resolve("x")), "client-key-file", "without use");
    Secret gone = Secret.parse("file:missing", directory, Map.of());
    trial.refused(
        new ClientCredentials("gateway", method, gone, null), "client-secret", "cannot be read");
  }

  @Test
  void key_missing_toldAtStart() {
    trial.refused(
        ProofTrial.of(ClientMethod.PRIVATE_KEY_JWT, null, null), "client-key-file", "missing");
    trial.refused(ProofTrial.of(ClientMethod.TLS, null, null), "client-key-file", "missing");
    trial.refused(
        ProofTrial.of(ClientMethod.PRIVATE_KEY_JWT, "x", directory.resolve("x")),
        "client-secret",
        "without use");
    trial.refused(
        new ClientCredentials(" ", ClientMethod.BASIC, Secret.of("x"), null),
        "client-id",
        "missing");
  }

  /** Nothing can be put behind a token into the header. */
  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\r\nX-A: b", "é"})
  void bearer_noToken_toldAtStart(String secret) {
    trial.refused(
        ProofTrial.of(ClientMethod.BEARER, secret, null), "client-secret", "no bearer token has");
  }

  /** A secret in a file is read again; what is broken leaves the last good one. */
  @Test
  void secret_fileChanges_taken() throws Exception {
    Path file = write("secret", "first\n");
    ClientAuthentication client =
        trial.open(
            new ClientCredentials(
                "gateway",
                ClientMethod.POST,
                Secret.parse("file:" + file, directory, Map.of()),
                null));
    assertThat(trial.posted(client).fields()).containsEntry("client_secret", "first");

    Files.writeString(file, "");
    await().until(() -> !trial.runtime.events().of(FileEvent.class).isEmpty());
    assertThat(trial.runtime.events().of(FileEvent.class).get(0).taken()).isFalse();
    assertThat(trial.posted(client).fields()).containsEntry("client_secret", "first");

    Files.writeString(file, "second\n");
    await().until(() -> trial.runtime.events().of(FileEvent.class).size() == 2);
    assertThat(trial.posted(client).fields()).containsEntry("client_secret", "second");
  }

  /** I15. */
  @Test
  void toString_everyPart_showsNoSecret() {
    ClientCredentials credentials = ProofTrial.of(ClientMethod.POST, "hidden-secret", null);

    assertThat(credentials.toString() + trial.open(credentials)).doesNotContain("hidden");
  }
}
