package io.edgeauth.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.edgeauth.certificate.ChainVerdict.Refused;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.certificate.ChainVerdict.Undecided;
import io.edgeauth.certificate.RevocationSettings.Mode;
import io.edgeauth.certificate.TestRevocations.ListDraft;
import io.edgeauth.event.FileEvent;
import io.edgeauth.event.RevocationEvent;
import io.edgeauth.event.RevocationEvent.Change;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.outbound.OutboundSettings;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M12: of which certificates a list speaks: parts of a list, changes of one, and none at all. */
final class RevocationListScopeTest {

  private static final String PART = "http://crl.corp/1";
  private static final String OTHER = "http://crl.corp/2";

  private final TestRuntime runtime = TestRuntime.start();

  @TempDir private Path directory;

  private TestResponder server;
  private TestCertificate root;
  private TestCertificate leaf;
  private Path store;
  private int files;

  @BeforeEach
  void start() throws Exception {
    server = new TestResponder();
    root = TestCertificate.root("root").make();
    leaf = withPoint(PART);
    store = TestCertificate.writePem(directory.resolve("store.pem"), root.certificate());
  }

  @AfterEach
  void stop() {
    runtime.close();
    server.close();
  }

  private TestCertificate withPoint(String url) throws Exception {
    DistributionPoint point = new DistributionPoint(name(url), null, null);
    return root.leaf("orders")
        .extension(
            Extension.cRLDistributionPoints,
            false,
            new CRLDistPoint(new DistributionPoint[] {point}))
        .make();
  }

  private static DistributionPointName name(String url) {
    return new DistributionPointName(
        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, url)));
  }

  private ListDraft part(String url) {
    return new ListDraft(root)
        .critical(
            Extension.issuingDistributionPoint,
            new IssuingDistributionPoint(name(url), false, false, null, false, false));
  }

  private Path file(byte[] list) throws Exception {
    return Files.write(directory.resolve(files++ + ".crl"), list);
  }

  private ChainValidator open(List<Path> lists, List<URI> urls, boolean soft) {
    RevocationSettings revocation =
        new RevocationSettings(
            Mode.CRL,
            lists,
            urls,
            null,
            soft,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            OutboundSettings.DEFAULTS);
    return ChainValidator.open(
        new ChainSettings(store, null, ExtendedKeyUsage.CLIENT_AUTH, 5, revocation),
        runtime.runtime());
  }

  private ChainVerdict verdict(TestCertificate certificate, byte[]... lists) throws Exception {
    List<Path> written = new ArrayList<>();
    for (byte[] list : lists) {
      written.add(file(list));
    }
    try (ChainValidator validator = open(written, List.of(), false)) {
      return validator.validate(chain(certificate));
    }
  }

  private static List<X509Certificate> chain(TestCertificate certificate) {
    return List.of(certificate.certificate());
  }

  @Test
  void partition_ofTheCertificate_speaksOfIt() throws Exception {
    assertThat(verdict(leaf, part(PART).make())).isInstanceOf(Trusted.class);
    assertThat(verdict(leaf, part(PART).revoking(leaf).make())).isInstanceOf(Refused.class);
    assertThat(verdict(leaf, part(OTHER).make(), part(PART).make())).isInstanceOf(Trusted.class);
  }

  /** That it is not in another part says nothing of it. */
  @Test
  void partition_ofOthers_undecided() throws Exception {
    assertThat(verdict(leaf, part(OTHER).make())).isInstanceOf(Undecided.class);
    assertThat(verdict(leaf, part("http://crl.corp/1/").make())).isInstanceOf(Undecided.class);
    TestCertificate pointless = root.leaf("orders").make();
    assertThat(verdict(pointless, part(PART).make())).isInstanceOf(Undecided.class);
    assertThat(verdict(pointless, new ListDraft(root).make())).isInstanceOf(Trusted.class);
    assertThat(verdict(leaf, new ListDraft(root).make())).isInstanceOf(Trusted.class);
  }

  /** RFC 5280, section 5.3: such a list may mean other certificates than it seems to. */
  @Test
  void entry_withACriticalExtension_listNotUsed() throws Exception {
    TestCertificate another = root.leaf("another").make();
    ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.3.6.1.4.1.1.1");
    byte[] nothing = {5, 0};
    ListDraft list = new ListDraft(root).revoking(another);
    assertThat(verdict(leaf, list.entry(unknown, true, nothing).make()))
        .isInstanceOf(Undecided.class);
    assertThat(verdict(leaf, list.entry(unknown, false, nothing).make()))
        .isInstanceOf(Trusted.class);
    byte[] hold = {0x0a, 1, 6};
    assertThat(verdict(another, list.entry(Extension.reasonCode, true, hold).make()))
        .isInstanceOf(Refused.class);
  }

  /** A serial number is its issuer's: whichever part revokes it, it is revoked. */
  @Test
  void partition_ofOthersThatRevokes_refused() throws Exception {
    assertThat(verdict(leaf, part(PART).make(), part(OTHER).revoking(leaf).make()))
        .isInstanceOf(Refused.class);
  }

  /** Changes beside the list that they change: left out, what they revoke would pass. */
  @Test
  void delta_besideACompleteList_refusedAtStart() throws Exception {
    for (boolean critical : List.of(true, false)) {
      Path delta =
          file(
              new ListDraft(root)
                  .revoking(leaf)
                  .extension(Extension.deltaCRLIndicator, critical, new ASN1Integer(1))
                  .make());
      Path complete = file(new ListDraft(root).make());
      assertThatThrownBy(() -> open(List.of(complete, delta), List.of(), false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected: lists of revocations")
          .hasMessageContaining("delta");
      open(List.of(complete), List.of(), false).close();
    }
  }

  @Test
  void delta_inPlaceOfTheListLater_lastListStaysWithAnEvent() throws Exception {
    Path list = file(new ListDraft(root).revoking(leaf).make());
    try (ChainValidator validator = open(List.of(list), List.of(), false)) {
      Files.write(
          list,
          new ListDraft(root).critical(Extension.deltaCRLIndicator, new ASN1Integer(1)).make());
      await().until(() -> runtime.events().of(FileEvent.class).size() == 1);
      assertThat(runtime.events().of(FileEvent.class).get(0).taken()).isFalse();
      assertThat(validator.validate(chain(leaf))).isInstanceOf(Refused.class);
    }
  }

  /** Nothing was ever fetched: closed, and open only where that was asked for. */
  @Test
  void address_thatNeverAnswers_undecidedOrSoftly() throws Exception {
    try (ChainValidator hard = open(List.of(), List.of(server.url()), false);
        ChainValidator soft = open(List.of(), List.of(server.url()), true)) {
      assertThat(hard.validate(chain(leaf))).isInstanceOf(Undecided.class);
      assertThat(soft.validate(chain(leaf))).isInstanceOf(Trusted.class);
      assertThat(runtime.events().of(RevocationEvent.class))
          .extracting(RevocationEvent::change)
          .contains(Change.FAILED, Change.SOFT_FAILED);
      byte[] list = new ListDraft(root).make();
      server.says(request -> list);
      runtime.ticker().advance(Duration.ofSeconds(1));
      assertThat(hard.validate(chain(leaf))).isInstanceOf(Trusted.class);
    }
  }

  /** A failed address is not called again for each request, and not before its pause is over. */
  @Test
  void address_thatFails_calledAfterItsPauseAlone() {
    try (ChainValidator validator = open(List.of(), List.of(server.url()), false)) {
      for (int i = 0; i < 20; i++) {
        assertThat(validator.validate(chain(leaf))).isInstanceOf(Undecided.class);
      }
      assertThat(server.calls()).isEqualTo(1);
      runtime.ticker().advance(Duration.ofSeconds(1));
      assertThat(validator.validate(chain(leaf))).isInstanceOf(Undecided.class);
      assertThat(server.calls()).isEqualTo(2);
      runtime.ticker().advance(Duration.ofSeconds(1));
      assertThat(validator.validate(chain(leaf))).isInstanceOf(Undecided.class);
      assertThat(server.calls()).as("two seconds now").isEqualTo(2);
    }
  }

  /** What is held is in force to its second; then nothing but a list that can be used helps. */
  @Test
  void address_thatFailsLater_heldListCountsToItsEnd() throws Exception {
    byte[] list = new ListDraft(root).make();
    server.says(request -> list);
    try (ChainValidator validator = open(List.of(), List.of(server.url()), false)) {
      assertThat(validator.validate(chain(leaf))).isInstanceOf(Trusted.class);
      server.says(TestResponder.OUT);
      pass(Duration.ofHours(1));
      assertThat(validator.validate(chain(leaf))).isInstanceOf(Trusted.class);
      pass(Duration.ofSeconds(1));
      Duration longestPause = Duration.ofSeconds(61);
      for (TestResponder.Answer trouble :
          List.<TestResponder.Answer>of(
              TestResponder.OUT,
              request -> list,
              request -> new byte[] {0x30, 3, 1},
              request -> later().signer(leaf).make(),
              request ->
                  later().critical(Extension.deltaCRLIndicator, new ASN1Integer(1)).make())) {
        server.says(trouble);
        pass(longestPause);
        int before = server.calls();
        assertThat(validator.validate(chain(leaf))).isInstanceOf(Undecided.class);
        assertThat(server.calls()).isEqualTo(before + 1);
      }
      pass(longestPause);
      byte[] next = later().make();
      server.says(request -> next);
      assertThat(validator.validate(chain(leaf))).isInstanceOf(Trusted.class);
    }
  }

  private ListDraft later() {
    return new ListDraft(root)
        .from(runtime.clock().instant().minusSeconds(1))
        .until(runtime.clock().instant().plusSeconds(60));
  }

  private static byte[] joined(byte[]... lists) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] list : lists) {
      out.write(
          ("-----BEGIN X509 CRL-----\n"
                  + Base64.getMimeEncoder().encodeToString(list)
                  + "\n-----END X509 CRL-----\n")
              .getBytes(StandardCharsets.US_ASCII));
    }
    return out.toByteArray();
  }

  /**
   * A list that somebody else signed, of tomorrow: whoever stands between us and the address could
   * lift a revocation under soft-fail, or keep every true list out, if it came in force unverified.
   */
  @Test
  void address_forgedListOfTomorrow_neitherLiftsNorLocksOut() throws Exception {
    TestCertificate other = TestCertificate.root("other").make();
    TestCertificate trigger = other.leaf("trigger").make();
    TestCertificate forger = TestCertificate.root("root").make();
    TestCertificate.writePem(store, root.certificate(), other.certificate());
    byte[] revoking =
        new ListDraft(root).revoking(leaf).until(TestRuntime.NOW.plusSeconds(7200)).make();
    byte[] brief = new ListDraft(other).until(TestRuntime.NOW.plusSeconds(60)).make();
    byte[] first = joined(revoking, brief);
    server.says(request -> first);
    try (ChainValidator validator = open(List.of(), List.of(server.url()), true)) {
      assertThat(validator.validate(chain(leaf))).isInstanceOf(Refused.class);
      assertThat(validator.validate(chain(trigger))).isInstanceOf(Trusted.class);

      byte[] forged =
          new ListDraft(root)
              .signer(forger)
              .from(TestRuntime.NOW.plusSeconds(120))
              .until(TestRuntime.NOW.plusSeconds(90_000))
              .make();
      byte[] second = joined(forged, brief);
      server.says(request -> second);
      pass(Duration.ofSeconds(61));
      assertThat(validator.validate(chain(trigger))).isInstanceOf(Trusted.class); // softly
      assertThat(server.calls()).isEqualTo(2);
      assertThat(validator.validate(chain(leaf))).isInstanceOf(Refused.class);

      byte[] genuine =
          joined(
              new ListDraft(root).until(TestRuntime.NOW.plusSeconds(7200)).make(),
              new ListDraft(other).until(TestRuntime.NOW.plusSeconds(7200)).make());
      server.says(request -> genuine);
      pass(Duration.ofSeconds(61));
      assertThat(validator.validate(chain(trigger))).isInstanceOf(Trusted.class);
      assertThat(server.calls()).isEqualTo(3);
      assertThat(validator.validate(chain(leaf)))
          .as("it is on no list now")
          .isInstanceOf(Trusted.class);
    }
  }

  private void pass(Duration time) {
    runtime.clock().advance(time);
    runtime.ticker().advance(time);
  }
}
