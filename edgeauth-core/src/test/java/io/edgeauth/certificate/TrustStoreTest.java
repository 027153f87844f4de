package io.edgeauth.certificate;

import static io.edgeauth.fixtures.TestRuntime.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.certificate.ChainVerdict.Refused;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.event.FileEvent;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.keys.Secret;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** M18, M20: what is trusted is what a usable file says; a change counts at once. */
final class TrustStoreTest {

  private final TestRuntime runtime = TestRuntime.start();

  @TempDir private Path directory;

  private Path store;
  private TestCertificate root;
  private List<X509Certificate> chain;

  @BeforeEach
  void make() throws Exception {
    root = TestCertificate.root("root").make();
    chain = List.of(root.leaf("orders").make().certificate());
    store = TestCertificate.writePem(directory.resolve("store.pem"), root.certificate());
  }

  @AfterEach
  void close() {
    runtime.close();
  }

  private void refusedAtStart(Path file, Secret password, String message) {
    assertThatThrownBy(() -> TrustStore.open(file, password, runtime.runtime()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("expected: ")
        .hasMessageContaining(message);
  }

  /** M20: empty is not "trust all". */
  @Test
  void open_fileThatSaysNothing_refusedWithWhatToWrite() throws Exception {
    refusedAtStart(directory.resolve("missing.pem"), null, "it is not there");
    refusedAtStart(Files.writeString(directory.resolve("empty"), ""), null, "it is empty");
    refusedAtStart(Files.writeString(directory.resolve("text"), "\n# none\n"), null, "");
    refusedAtStart(directory, null, "");
    Path leaf = TestCertificate.writePem(directory.resolve("leaf.pem"), chain.get(0));
    refusedAtStart(leaf, null, "no authority's");
    Path torn =
        Files.writeString(directory.resolve("torn.pem"), Files.readString(store).substring(0, 300));
    refusedAtStart(torn, null, "");
    Path key =
        Files.writeString(
            directory.resolve("key.pem"),
            Files.readString(store)
                + "-----BEGIN PRIVATE KEY-----\nAA==\n"
                + "-----END PRIVATE KEY-----\n");
    refusedAtStart(key, null, "");
  }

  @Test
  void open_authorityThatCannotBeUsed_refused() throws Exception {
    TestCertificate weak =
        TestCertificate.root("weak").keys(TestCertificate.key("RSA 1024")).make();
    refusedAtWeak(weak);
    refusedAtWeak(TestCertificate.root("none").without(Extension.basicConstraints).make());
    GeneralName registered = new GeneralName(GeneralName.registeredID, "1.2.3");
    refusedAtWeak( // M10
        TestCertificate.root("constrains")
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(registered)}, null))
            .make());
  }

  private void refusedAtWeak(TestCertificate authority) throws Exception {
    Path file =
        TestCertificate.writePem(
            directory.resolve("weak.pem"), root.certificate(), authority.certificate());
    assertThatThrownBy(() -> TrustStore.open(file, null, runtime.runtime()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("certificate 2");
  }

  private Path pkcs12(String password, Certificate trusted) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (trusted != null) {
      keys.setCertificateEntry("root", trusted);
    }
    Path file = directory.resolve("store.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      keys.store(out, password.toCharArray());
    }
    return file;
  }

  @Test
  void open_pkcs12_itsTrustedCertificatesUnderItsPassword() throws Exception {
    Path file = pkcs12("good", root.certificate());
    ChainSettings settings =
        new ChainSettings(
            file, Secret.of("good"), ExtendedKeyUsage.CLIENT_AUTH, 5, RevocationSettings.NONE);
    try (ChainValidator validator = ChainValidator.open(settings, runtime.runtime())) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
    }
    refusedAtStart(file, Secret.of("wrong"), "the password is wrong");
    refusedAtStart(file, null, "trust-store-password");
    refusedAtStart(store, Secret.of("good"), "no PKCS#12");
    refusedAtStart(pkcs12("good", null), Secret.of("good"), "no authorities");
    assertThatThrownBy(() -> TrustStore.open(file, Secret.of("geheim"), runtime.runtime()))
        .hasMessageNotContaining("geheim");
  }

  private ChainValidator validator() {
    return ChainValidator.open(ChainSettings.of(store), runtime.runtime());
  }

  private FileEvent nextEvent() {
    await().until(() -> !runtime.events().of(FileEvent.class).isEmpty());
    return runtime.events().of(FileEvent.class).get(0);
  }

  /** M18: what was trusted before is judged anew. */
  @Test
  void reload_anotherAuthority_rememberedChainRefused() throws Exception {
    try (ChainValidator validator = validator()) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      long before = validator.trustStore().generation();
      TestCertificate other = TestCertificate.root("other").make();
      TestCertificate.writePem(store, other.certificate());
      assertThat(nextEvent().taken()).isTrue();
      assertThat(validator.trustStore().generation()).isGreaterThan(before);
      assertThat(validator.validate(chain)).isInstanceOf(Refused.class);
      assertThat(validator.validate(List.of(other.leaf("orders").make().certificate())))
          .isInstanceOf(Trusted.class);
    }
  }

  /** M20: the old one stays, and somebody is told. */
  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "-----BEGIN CERTIFICATE-----\nAA==\n"})
  void reload_brokenFile_oldAuthoritiesStayWithAnEvent(String content) throws Exception {
    try (ChainValidator validator = validator()) {
      long before = validator.trustStore().generation();
      Files.writeString(store, content);
      assertThat(nextEvent().taken()).isFalse();
      assertThat(nextEvent().detail()).contains("expected: ");
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(validator.trustStore().generation()).isEqualTo(before);
    }
  }

  @Test
  void reload_missingFile_oldAuthoritiesStay() throws Exception {
    try (ChainValidator validator = validator()) {
      Files.delete(store);
      assertThat(nextEvent().taken()).isFalse();
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
    }
  }

  /** M07: a chain that is remembered ends with its certificates, to the second. */
  @Test
  void validate_rememberedChainThatEnds_refused() throws Exception {
    try (ChainValidator validator = validator()) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(validator.validate(chain)).isSameAs(validator.validate(chain));
      runtime.clock().set(NOW.plusSeconds(86_400));
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      runtime.clock().set(NOW.plusSeconds(86_401));
      assertThat(validator.validate(chain)).isInstanceOf(Refused.class);
    }
  }

  @Test
  void settings_depthOutOfRange_refused() {
    for (int depth : List.of(0, 11)) {
      assertThatThrownBy(
              () ->
                  new ChainSettings(
                      store, null, ExtendedKeyUsage.CLIENT_AUTH, depth, RevocationSettings.NONE))
          .hasMessageContaining("expected: 1 to 10");
    }
  }
}
