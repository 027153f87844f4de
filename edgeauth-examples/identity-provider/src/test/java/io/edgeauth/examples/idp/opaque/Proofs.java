package io.edgeauth.examples.idp.opaque;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.edgeauth.fixtures.TestAuthority;
import io.edgeauth.fixtures.TestKey;
import io.edgeauth.keys.Secret;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The secrets, keys and certificates of one run, those of the server among them. */
final class Proofs {

  /** The name in the certificate of {@link Way#CERTIFICATE}. */
  static final String CERTIFIED = "gateway";

  private static final String SERVER = "server";

  private final Path directory;
  private final TestAuthority authority;
  private final TestAuthority self;
  private final Map<Way, Proof> all = new EnumMap<>(Way.class);
  private final Map<Way, TestKey> signing = new EnumMap<>(Way.class);

  private Proofs(Path directory, TestAuthority authority, TestAuthority self, Path certified)
      throws Exception {
    this.directory = directory;
    this.authority = authority;
    this.self = self;
    for (Way way : Way.values()) {
      all.put(
          way,
          switch (way) {
            case BASIC, POST -> new Proof(way.clientId(), way.ours(), secret(), null);
            case RSA_ASSERTION -> signing(way, "PS256");
            case CURVE_ASSERTION -> signing(way, "ES256");
            case CERTIFICATE -> showing(way, authority, certified);
            case SELF_SIGNED -> showing(way, self, directory.resolve("self.p12"));
          });
    }
  }

  /** The JDK's tool makes the certificates, and takes a while for each: so at the same time. */
  static Proofs make(Path directory) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<TestAuthority> self = threads.submit(() -> TestAuthority.make(directory, "self"));
      TestAuthority authority = TestAuthority.make(directory, "authority");
      Callable<Path> client = () -> authority.client(CERTIFIED);
      Future<Path> certified = threads.submit(client);
      authority.server(SERVER, "-ext", "san=ip:127.0.0.1");
      return new Proofs(directory, authority, self.get(), certified.get());
    } finally {
      threads.shutdown();
    }
  }

  /** Of random bytes, and of the characters that RFC 6749, section 2.3.1, has encoded. */
  private static Secret secret() {
    String random = Base64.getEncoder().encodeToString(TestKey.randomBytes(24));
    return Secret.of(random + ": %3A+&=\"é€ ~");
  }

  private Proof signing(Way way, String algorithm) throws Exception {
    TestKey key = TestKey.of(algorithm, way.name());
    signing.put(way, key);
    return new Proof(way.clientId(), way.ours(), null, file(key));
  }

  /** A key of the same kind and id that the server does not know. */
  Proof unknownKey(Way way) throws Exception {
    TestKey key = TestKey.of(signing.get(way).algorithm(), way.name());
    return new Proof(way.clientId(), way.ours(), null, file(key));
  }

  private Path file(TestKey key) throws Exception {
    Map<String, Object> members = new HashMap<>(key.jwk().toJSONObject());
    members.put("alg", key.algorithm());
    return Files.writeString(
        Files.createTempFile(directory, "key", ".json"), JSONObjectUtils.toJSONString(members));
  }

  private static Proof showing(Way way, TestAuthority maker, Path file) throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return new Proof(way.clientId(), way.ours(), Secret.of(maker.password()), file);
  }

  Proof of(Way way) {
    return all.get(way);
  }

  /** The public keys of all clients, and the certificate that signed itself. */
  Map<String, Object> publicKeys() throws Exception {
    return Map.of(
        "keys",
        List.of(
            signing.get(Way.RSA_ASSERTION).publicJwk(),
            signing.get(Way.CURVE_ASSERTION).publicJwk(),
            certified(certificate(self)).toJSONObject()));
  }

  private static JWK certified(X509Certificate certificate) throws Exception {
    return new ECKey.Builder(Curve.P_256, (ECPublicKey) certificate.getPublicKey())
        .x509CertChain(List.of(com.nimbusds.jose.util.Base64.encode(certificate.getEncoded())))
        .build();
  }

  /** What EdgeAuth trusts. */
  Path serversAuthority() {
    return authority.pem();
  }

  KeyStore serversKey() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve(SERVER + ".p12"))) {
      store.load(in, authority.password().toCharArray());
    }
    return store;
  }

  String serversPassword() {
    return authority.password();
  }

  /** Whose certificates the server takes in a handshake. */
  KeyStore trustedByServer() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", certificate(authority));
    store.setCertificateEntry("self", certificate(self));
    return store;
  }

  private static X509Certificate certificate(TestAuthority of) throws Exception {
    try (InputStream in = Files.newInputStream(of.pem())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
