package io.edgeauth.certificate;

import static io.edgeauth.fixtures.TestRuntime.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgeauth.certificate.ChainVerdict.Refused;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.certificate.ChainVerdict.Undecided;
import io.edgeauth.certificate.RevocationSettings.Mode;
import io.edgeauth.certificate.TestRevocations.AnswerDraft;
import io.edgeauth.event.RevocationEvent;
import io.edgeauth.event.RevocationEvent.Change;
import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.reason.Reasons;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** M12: a responder that fails is left alone for a while, and what it said holds its time. */
final class ResponderOutageTest {

  private static final int UNTIL_IT_IS_LEFT_ALONE = 10;

  private final TestRuntime runtime = TestRuntime.start();

  @TempDir private Path directory;

  private TestResponder responder;
  private TestCertificate root;
  private Path store;
  private int names;

  @BeforeEach
  void start() throws Exception {
    responder = new TestResponder();
    root = TestCertificate.root("root").make();
    store = TestCertificate.writePem(directory.resolve("store.pem"), root.certificate());
  }

  @AfterEach
  void stop() {
    runtime.close();
    responder.close();
  }

  private ChainValidator open(boolean soft) {
    RevocationSettings revocation =
        new RevocationSettings(
            Mode.OCSP,
            List.of(),
            List.of(),
            responder.url(),
            soft,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            OutboundSettings.DEFAULTS);
    return ChainValidator.open(
        new ChainSettings(store, null, ExtendedKeyUsage.CLIENT_AUTH, 5, revocation),
        runtime.runtime());
  }

  private List<X509Certificate> another() throws Exception {
    return List.of(root.leaf("n" + names++).make().certificate());
  }

  private void isGood() {
    responder.says(request -> new AnswerDraft(root).answer(request));
  }

  private void isRevoked() {
    responder.says(
        request ->
            new AnswerDraft(root)
                .from(runtime.clock().instant().minusSeconds(1))
                .until(runtime.clock().instant().plusSeconds(3600))
                .status(new RevokedStatus(Date.from(NOW), 1))
                .answer(request));
  }

  private void pass(Duration time) {
    runtime.clock().advance(time);
    runtime.ticker().advance(time);
  }

  @Test
  void responder_failsForAWhile_notCalledAndTriedByOne() throws Exception {
    try (ChainValidator validator = open(false)) {
      for (int i = 0; i < UNTIL_IT_IS_LEFT_ALONE; i++) {
        assertThat(validator.validate(another())).isInstanceOf(Undecided.class);
      }
      assertThat(responder.calls()).isEqualTo(UNTIL_IT_IS_LEFT_ALONE);
      isGood();
      for (int i = 0; i < 20; i++) {
        assertThat(validator.validate(another()))
            .isInstanceOfSatisfying(
                Undecided.class,
                undecided -> {
                  assertThat(undecided.reason()).isEqualTo(Reasons.REVOCATION_UNAVAILABLE);
                  assertThat(undecided.reason().status()).isEqualTo(503);
                  assertThat(undecided.retryAfter()).isPositive();
                });
      }
      assertThat(responder.calls()).isEqualTo(UNTIL_IT_IS_LEFT_ALONE);
      pass(Duration.ofSeconds(2));
      assertThat(validator.validate(another())).isInstanceOf(Trusted.class);
      assertThat(validator.validate(another())).isInstanceOf(Trusted.class);
      assertThat(runtime.events().of(RevocationEvent.class))
          .extracting(RevocationEvent::change)
          .containsExactly(Change.FAILED, Change.ANSWERS);
    }
  }

  /** Softly, what cannot be asked passes, each time with an event; what is revoked does not. */
  @Test
  void responder_failsUnderSoftFail_passesWithoutACall() throws Exception {
    List<X509Certificate> revoked = another();
    try (ChainValidator validator = open(true)) {
      isRevoked();
      assertThat(validator.validate(revoked)).isInstanceOf(Refused.class);
      responder.says(TestResponder.OUT);
      pass(Duration.ofSeconds(31)); // what went well is not counted any more
      int before = responder.calls();
      for (int i = 0; i < UNTIL_IT_IS_LEFT_ALONE + 20; i++) {
        assertThat(validator.validate(another())).isInstanceOf(Trusted.class);
      }
      assertThat(responder.calls()).isEqualTo(before + UNTIL_IT_IS_LEFT_ALONE);
      assertThat(runtime.events().of(RevocationEvent.class))
          .filteredOn(event -> event.change() == Change.SOFT_FAILED)
          .hasSize(UNTIL_IT_IS_LEFT_ALONE + 20);
      assertThat(validator.validate(revoked)).isInstanceOf(Refused.class);
    }
  }

  /** What was good is believed for an hour, and no second longer. */
  @Test
  void certificate_revokedWhileItIsRemembered_refusedWithinTheHour() throws Exception {
    List<X509Certificate> first = another();
    List<X509Certificate> second = another();
    responder.says(request -> new AnswerDraft(root).until(NOW.plusSeconds(86_400)).answer(request));
    try (ChainValidator validator = open(false)) {
      assertThat(validator.validate(first)).isInstanceOf(Trusted.class);
      assertThat(validator.validate(second)).isInstanceOf(Trusted.class);
      isRevoked();
      pass(Duration.ofHours(1));
      assertThat(validator.validate(first)).isInstanceOf(Trusted.class);
      assertThat(responder.calls()).isEqualTo(2);
      pass(Duration.ofSeconds(1));
      assertThat(validator.validate(first))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reasons.CERTIFICATE_REVOKED));
      responder.says(
          request -> new AnswerDraft(root).until(NOW.plusSeconds(86_400)).answer(request));
      assertThat(validator.validate(second)).isInstanceOf(Trusted.class);
      assertThat(responder.calls()).isEqualTo(4);
    }
  }

  /** Revoked is remembered like good, and does not become good because nobody answers. */
  @Test
  void certificate_revokedAndResponderOut_staysRefusedPastTheAnswersEnd() throws Exception {
    List<X509Certificate> chain = another();
    isRevoked();
    try (ChainValidator validator = open(true)) {
      assertThat(validator.validate(chain)).isInstanceOf(Refused.class);
      responder.says(TestResponder.OUT);
      pass(Duration.ofHours(1));
      assertThat(validator.validate(chain)).isInstanceOf(Refused.class);
      pass(Duration.ofSeconds(1));
      assertThat(validator.validate(chain)).isInstanceOf(Refused.class);
      assertThat(validator.validate(another())).isInstanceOf(Trusted.class); // softly
    }
  }

  /** An answer of before the revocation, played again, does not lift it; a later one does. */
  @Test
  void certificate_revokedAndOlderAnswerPlayedAgain_staysRefused() throws Exception {
    List<X509Certificate> chain = another();
    Instant day = NOW.plusSeconds(86_000);
    RevokedStatus held = new RevokedStatus(Date.from(NOW), 6);
    responder.says(
        request -> new AnswerDraft(root).status(held).from(NOW).until(day).answer(request));
    try (ChainValidator validator = open(false)) {
      assertThat(validator.validate(chain)).isInstanceOf(Refused.class);
      pass(Duration.ofSeconds(3601));
      responder.says(
          request -> new AnswerDraft(root).from(NOW.minusSeconds(1)).until(day).answer(request));
      assertThat(validator.validate(chain))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reasons.CERTIFICATE_REVOKED));
      responder.says(request -> new AnswerDraft(root).from(NOW).until(day).answer(request));
      pass(Duration.ofSeconds(61));
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
    }
  }

  @Test
  void intermediate_revoked_refusedThoughTheLeafIsGood() throws Exception {
    TestCertificate between = root.intermediate("between").make();
    TestCertificate leaf = between.leaf("orders").make();
    List<X509Certificate> chain = List.of(leaf.certificate(), between.certificate());
    AnswerDraft ofRoot = new AnswerDraft(root);
    AnswerDraft ofBetween = new AnswerDraft(between);
    responder.says(
        request -> isAbout(request, between) ? ofRoot.answer(request) : ofBetween.answer(request));
    try (ChainValidator validator = open(false)) {
      assertThat(validator.validate(chain)).isInstanceOf(Trusted.class);
      assertThat(responder.calls()).isEqualTo(2);
    }
    ofRoot.status(new RevokedStatus(Date.from(NOW), 1));
    try (ChainValidator validator = open(true)) {
      assertThat(validator.validate(chain))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(Reasons.CERTIFICATE_REVOKED));
    }
    // Each is asked of its own issuer: the one below may not speak for the one above.
    responder.says(request -> new AnswerDraft(between).answer(request));
    try (ChainValidator validator = open(false)) {
      assertThat(validator.validate(chain)).isInstanceOf(Undecided.class);
    }
  }

  private static boolean isAbout(byte[] request, TestCertificate certificate) throws Exception {
    return new org.bouncycastle.cert.ocsp.OCSPReq(request)
        .getRequestList()[0]
        .getCertID()
        .getSerialNumber()
        .equals(certificate.certificate().getSerialNumber());
  }

  /** What must be understood and is not: of the whole answer, or of one certificate's. */
  @Test
  void answer_withAnUnknownCriticalExtension_undecided() throws Exception {
    ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.3.6.1.4.1.1.1");
    for (boolean critical : List.of(false, true)) {
      responder.says(request -> new AnswerDraft(root).single(unknown, critical).answer(request));
      try (ChainValidator validator = open(false)) {
        assertThat(validator.validate(another()))
            .isInstanceOf(critical ? Undecided.class : Trusted.class);
      }
    }
  }
}
