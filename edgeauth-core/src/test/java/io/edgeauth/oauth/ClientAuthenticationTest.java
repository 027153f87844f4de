package io.edgeauth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.edgeauth.event.FileEvent;
import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.json.JsonReader;
import io.edgeauth.keys.Secret;
import io.edgeauth.outbound.OutboundForm;
import io.edgeauth.outbound.OutboundRequest;
import io.edgeauth.outbound.OutboundSettings;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server sees of each way to prove who is asking. */
@Timeout(60)
final class ClientAuthenticationTest {

  private static final String AUDIENCE = "https://id.example";

  /** What a server received. */
  private record Received(String authorization, Map<String, String> fields, String shown) {}

  @TempDir private Path directory;
  private final TestRuntime runtime = TestRuntime.start();
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    runtime.close();
    servers.forEach(server -> server.stop(0));
  }

  private static ClientCredentials of(ClientMethod method, String secret, Path keyFile) {
    return new ClientCredentials(
        "gateway", method, secret == null ? null : Secret.of(secret), keyFile);
  }

  private ClientAuthentication open(ClientCredentials credentials) {
    return ClientAuthentication.open(credentials, OutboundSettings.DEFAULTS, runtime.runtime());
  }

  private URI start(HttpServer server) {
    servers.add(server);
    server.createContext(
        "/",
        exchange -> {
          Map<String, String> fields = new LinkedHashMap<>();
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
          for (String field : body.split("&", -1)) {
            String[] pair = field.split("=", 2);
            fields.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
          }
          String shown = null;
          if (exchange instanceof HttpsExchange tls) {
            try {
              shown = tls.getSSLSession().getPeerPrincipal().getName();
            } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
              shown = "nobody";
            }
          }
          received.add(
              new Received(exchange.getRequestHeaders().getFirst("Authorization"), fields, shown));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/token");
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private Received posted(ClientAuthentication client) throws Exception {
    return posted(client, start(HttpServer.create(anyPort(), 0)), OutboundSettings.DEFAULTS);
  }

  private Received posted(ClientAuthentication client, URI to, OutboundSettings settings)
      throws Exception {
    OutboundForm form = new OutboundForm().field("token", "abc");
    client.prove(form, AUDIENCE);
    var unused =
        runtime
            .runtime()
            .outbound(settings)
            .post(
                new OutboundRequest(
                    to, "application/json", Duration.ofSeconds(5), Duration.ofSeconds(10), 1000),
                form);
    return received.get(received.size() - 1);
  }

  private void refused(ClientCredentials credentials, String key, String message) {
    assertThatThrownBy(() -> open(credentials))
        .isInstanceOfSatisfying(
            InvalidClientException.class,
            e ->
                assertThat(e.faults())
                    .singleElement()
                    .satisfies(
                        fault -> {
                          assertThat(fault.key()).isEqualTo(key);
                          assertThat(fault.message()).contains(message).contains("(expected: ");
                        }));
  }

  /** RFC 6749, section 2.3.1: each half encoded as in a form, before they are joined. */
  @Test
  void basic_anyCharacters_encodedBeforeTheyAreJoined() throws Exception {
    ClientAuthentication client =
        open(
            new ClientCredentials("https://gw:1", ClientMethod.BASIC, Secret.of("p:w +%&é"), null));

    Received request = posted(client);

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
    Received request = posted(open(of(ClientMethod.POST, "p:w +%&é", null)));

    assertThat(request.authorization()).isNull();
    assertThat(request.fields())
        .containsExactly(
            Map.entry("token", "abc"),
            Map.entry("client_id", "gateway"),
            Map.entry("client_secret", "p:w +%&é"));
  }

  @Test
  void bearer_secret_isTheToken() throws Exception {
    Received request = posted(open(of(ClientMethod.BEARER, "abc.DEF-1==", null)));

    assertThat(request.authorization()).isEqualTo("Bearer abc.DEF-1==");
    assertThat(request.fields()).containsOnlyKeys("token");
  }

  private Path write(String name, String content) throws Exception {
    return Files.writeString(directory.resolve(name), content);
  }

  /** As JSON, with what the test adds. */
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
    ClientAuthentication client = open(of(ClientMethod.PRIVATE_KEY_JWT, null, jwk(key, said)));

    Received request = posted(client);

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

    Received request = posted(open(of(ClientMethod.PRIVATE_KEY_JWT, null, file)));

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
        open(of(ClientMethod.PRIVATE_KEY_JWT, null, jwk(TestKey.of("ES256", "k1"), null)));

    Object first = part(posted(client).fields().get("client_assertion"), 1).get("jti");
    Object second = part(posted(client).fields().get("client_assertion"), 1).get("jti");

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
    refused(of(ClientMethod.PRIVATE_KEY_JWT, null, file), "client-key-file", message);
  }

  @ParameterizedTest
  @EnumSource(
      value = ClientMethod.class,
      names = {"BASIC", "POST", "BEARER"})
  void secret_missingOrEmpty_toldAtStart(ClientMethod method) throws Exception {
    refused(of(method, null, null), "client-secret", "missing");
    refused(of(method, "", null), "client-secret", "an empty secret");
    refused(of(method, "x", directory.resolve("x")), "client-key-file", "without use");
    Secret gone = Secret.parse("file:missing", directory, Map.of());
    refused(
        new ClientCredentials("gateway", method, gone, null), "client-secret", "cannot be read");
  }

  @Test
  void key_missing_toldAtStart() {
    refused(of(ClientMethod.PRIVATE_KEY_JWT, null, null), "client-key-file", "missing");
    refused(of(ClientMethod.TLS, null, null), "client-key-file", "missing");
    refused(
        of(ClientMethod.PRIVATE_KEY_JWT, "x", directory.resolve("x")),
        "client-secret",
        "without use");
    refused(
        new ClientCredentials(" ", ClientMethod.BASIC, Secret.of("x"), null),
        "client-id",
        "missing");
  }

  /** Nothing can be put behind a token into the header. */
  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\r\nX-A: b", "é"})
  void bearer_noToken_toldAtStart(String secret) {
    refused(of(ClientMethod.BEARER, secret, null), "client-secret", "no bearer token has");
  }

  /** A secret in a file is read again; what is broken leaves the last good one. */
  @Test
  void secret_fileChanges_taken() throws Exception {
    Path file = write("secret", "first\n");
    ClientAuthentication client =
        open(
            new ClientCredentials(
                "gateway",
                ClientMethod.POST,
                Secret.parse("file:" + file, directory, Map.of()),
                null));
    assertThat(posted(client).fields()).containsEntry("client_secret", "first");

    Files.writeString(file, "");
    await().until(() -> !runtime.events().of(FileEvent.class).isEmpty());
    assertThat(runtime.events().of(FileEvent.class).get(0).taken()).isFalse();
    assertThat(posted(client).fields()).containsEntry("client_secret", "first");

    Files.writeString(file, "second\n");
    await().until(() -> runtime.events().of(FileEvent.class).size() == 2);
    assertThat(posted(client).fields()).containsEntry("client_secret", "second");
  }

  /** I15. */
  @Test
  void toString_everyPart_showsNoSecret() {
    ClientCredentials credentials = of(ClientMethod.POST, "hidden-secret", null);

    assertThat(credentials.toString() + open(credentials)).doesNotContain("hidden");
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static KeyStore store(TestAuthority authority, Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, authority.password().toCharArray());
    }
    return store;
  }

  private static String pemOf(TestAuthority authority, Path file, String name) throws Exception {
    KeyStore store = store(authority, file);
    Key key = store.getKey(name, authority.password().toCharArray());
    StringBuilder pem =
        new StringBuilder("a comment\n").append(pem("PRIVATE KEY", key.getEncoded()));
    for (Certificate certificate : store.getCertificateChain(name)) {
      pem.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return pem.toString();
  }

  private HttpsServer tlsServer(SSLContext tls) throws Exception {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanting = tls.getDefaultSSLParameters();
            wanting.setWantClientAuth(true);
            parameters.setSSLParameters(wanting);
          }
        });
    return server;
  }

  /** RFC 8705: in both forms of file, and another certificate when the file changes. */
  @Test
  void tls_certificate_shownAndReplaced() throws Exception {
    TestAuthority authority = TestAuthority.make(directory, "ca");
    URI server = start(tlsServer(authority.serverThatAsks("server", "-ext", "san=ip:127.0.0.1")));
    Path one = authority.client("one");
    Path two = authority.client("two");
    OutboundSettings settings = new OutboundSettings(Set.of(), authority.pem());
    Path pem = write("client.pem", pemOf(authority, one, "one"));
    ClientAuthentication client =
        ClientAuthentication.open(of(ClientMethod.TLS, null, pem), settings, runtime.runtime());
    ClientAuthentication ofStore =
        ClientAuthentication.open(
            of(ClientMethod.TLS, authority.password(), two), settings, runtime.runtime());

    Received request = posted(client, server, settings);
    assertThat(request.shown()).isEqualTo("CN=one");
    assertThat(request.fields())
        .containsExactly(Map.entry("token", "abc"), Map.entry("client_id", "gateway"));
    assertThat(posted(ofStore, server, settings).shown()).isEqualTo("CN=two");
    assertThat(posted(client, server, settings).shown())
        .as("no connection of the other's is used")
        .isEqualTo("CN=one");

    Files.writeString(pem, pemOf(authority, two, "two"));
    await().until(() -> !runtime.events().of(FileEvent.class).isEmpty());
    assertThat(posted(client, server, settings).shown()).isEqualTo("CN=two");
  }

  @Test
  void tls_unusableFile_toldAtStart() throws Exception {
    TestAuthority authority = TestAuthority.make(directory, "ca");
    Path one = authority.client("one");
    String good = pemOf(authority, one, "one");
    String other = pemOf(authority, authority.client("two"), "two");
    int certificates = good.indexOf("-----BEGIN CERTIFICATE");

    refusedFile(write("a", "nothing"), null, "has no private key");
    refusedFile(write("b", good.substring(0, certificates)), null, "has no certificate");
    refusedFile(
        write(
            "c", good.substring(0, certificates) + other.substring(other.indexOf("-----BEGIN C"))),
        null,
        "another key's");
    refusedFile(
        write("d", good.replace("PRIVATE KEY", "EC PRIVATE KEY")),
        null,
        "another form than PKCS#8");
    refusedFile(one, "wrong", "cannot be opened");
    refusedFile(directory.resolve("missing"), null, "cannot be read");
    refused(of(ClientMethod.TLS, null, one), "client-secret", "missing (expected: the password");
  }

  private void refusedFile(Path file, String password, String message) {
    refused(of(ClientMethod.TLS, password, file), "client-key-file", message);
  }
}
