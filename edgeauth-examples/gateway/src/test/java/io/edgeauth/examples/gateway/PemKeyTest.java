package io.edgeauth.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PemKeyTest {

  /** Version, algorithm, and the heads of the octets: what PKCS #8 puts before a 2048-bit key. */
  private static final int RSA_PREFIX = 26;

  @TempDir private Path directory;

  private Path file(String label, byte[] der) throws Exception {
    return Files.writeString(directory.resolve("key.pem"), TestCertificate.pem(label, der));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void read_pkcs8_isTheKey(String algorithm) throws Exception {
    PrivateKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();

    assertThat(PemKey.read(file("PRIVATE KEY", key.getEncoded())).getEncoded())
        .isEqualTo(key.getEncoded());
  }

  @Test
  void read_pkcs1_isTheKey() throws Exception {
    PrivateKey key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
    byte[] pkcs8 = key.getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, RSA_PREFIX, pkcs8.length);

    assertThat(PemKey.read(file("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
  }

  @Test
  void read_sec1BehindItsParameters_isTheKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    ECPrivateKey key = (ECPrivateKey) generator.generateKeyPair().getPrivate();
    byte[] curve = HexFormat.of().parseHex("06082a8648ce3d030107");

    Path file = file("EC PRIVATE KEY", sec1(key, curve));
    String parameters = TestCertificate.pem("EC PARAMETERS", curve);
    Files.writeString(file, parameters + Files.readString(file));

    assertThat(((ECPrivateKey) PemKey.read(file)).getS()).isEqualTo(key.getS());
  }

  /** An ECPrivateKey of RFC 5915 for a curve of 256 bits. */
  private static byte[] sec1(ECPrivateKey key, byte[] curve) {
    byte[] s = key.getS().toByteArray();
    byte[] octets = new byte[32];
    int length = Math.min(s.length, 32);
    System.arraycopy(s, s.length - length, octets, 32 - length, length);
    ByteArrayOutputStream der = new ByteArrayOutputStream();
    der.writeBytes(HexFormat.of().parseHex("30310201010420"));
    der.writeBytes(octets);
    der.writeBytes(HexFormat.of().parseHex("a00a"));
    der.writeBytes(curve);
    return der.toByteArray();
  }

  @Test
  void read_sec1WithoutCurve_isRefused() throws Exception {
    byte[] without = HexFormat.of().parseHex("30250201010420" + "01".repeat(32));

    assertThatThrownBy(() -> PemKey.read(file("EC PRIVATE KEY", without)))
        .isInstanceOf(PemException.class)
        .hasMessageContaining("a damaged private key");
  }

  @Test
  void read_encryptedKey_saysSo() throws Exception {
    Path file = file("ENCRYPTED PRIVATE KEY", new byte[] {1});

    assertThatThrownBy(() -> PemKey.read(file))
        .isInstanceOf(PemException.class)
        .hasMessageContaining("an encrypted key");
  }

  @Test
  void read_certificateInPlaceOfKey_saysWhatIsExpected() throws Exception {
    Path file = file("CERTIFICATE", new byte[] {1});

    assertThatThrownBy(() -> PemKey.read(file))
        .isInstanceOf(PemException.class)
        .hasMessageContaining("no private key (expected: PRIVATE KEY");
  }

  @Test
  void read_anotherKey_doesNotBelongToCertificate() throws Exception {
    Path certificate = directory.resolve("one.pem");
    Path key = directory.resolve("one.key");
    TestCertificate.of("EC", directory).write(certificate, key);
    Path other = directory.resolve("two.key");
    TestCertificate.of("EC", directory).write(directory.resolve("two.pem"), other);

    assertThat(new TlsFiles(certificate, key).read().size()).isEqualTo(1);
    assertThatThrownBy(() -> new TlsFiles(certificate, other).read())
        .isInstanceOf(PemException.class)
        .hasMessage("not the key of the certificate");
  }
}
