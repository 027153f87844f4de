package io.edgeauth.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a responder said of one certificate, its signature verified. The JDK verifies such answers
 * too, but tells neither until when they hold nor lets its tolerance of a quarter of an hour be
 * set, and calls by itself where it is given none.
 *
 * @param kind good, revoked or unknown
 * @param from when that was known to be so
 * @param until when it ends
 */
record OcspAnswer(Kind kind, Instant from, Instant until) {

  /** What was said. */
  enum Kind {
    /** Not revoked. */
    GOOD,
    /** Revoked, or held. */
    REVOKED,
    /** The responder does not know the certificate. */
    UNKNOWN
  }

  /** Whether it would take a revocation back by what was said before that: it was played again. */
  boolean wouldLift(OcspAnswer held) {
    return held.kind == Kind.REVOKED && kind != Kind.REVOKED && from.isBefore(held.from);
  }

  /** For how long an answer holds that does not say so: it was made for us. */
  private static final Duration UNDATED = Duration.ofMinutes(5);

  private static final String BASIC = "1.3.6.1.5.5.7.48.1.1";
  private static final String RESPONDER = "1.3.6.1.5.5.7.3.9";
  private static final String RSA_PSS = "1.2.840.113549.1.1.10";
  private static final int MAX_CERTIFICATES = 4;
  private static final int MAX_ANSWERS = 64;

  /**
   * Reads an answer.
   *
   * @param issuer of the certificate that was asked about; it signs, or who it says may
   * @throws DerException if it is not to be believed; the message says why
   */
  static OcspAnswer read(
      byte[] bytes, OcspQuestion question, byte[] nonce, CertificateContent issuer, Instant now)
      throws DerException {
    List<Der> response = Der.of(bytes).sequence(1, 2);
    int status = response.get(0).expect(Der.ENUMERATED).length() == 1 ? code(response.get(0)) : -1;
    if (status != 0 || response.size() != 2) {
      throw new DerException("the responder gives no answer, but status " + status);
    }
    List<Der> typed = response.get(1).expect(0xa0).inner().sequence(2, 2);
    if (!typed.get(0).oid().equals(BASIC)) {
      throw new DerException("an answer of another kind");
    }
    List<Der> signed = typed.get(1).expect(Der.OCTET_STRING).nested().sequence(3, 4);
    List<Der> data = signed.get(0).sequence(3, 5);
    int first = data.get(0).is(0xa0) ? 1 : 0;
    if (data.size() < first + 3) {
      throw new DerException("an answer that is cut off");
    }
    CertificateContent signer = signer(signed, data.get(first), issuer, now);
    verify(signed, signer);
    if (data.size() > first + 3) {
      checkNonce(data.get(first + 3).expect(0xa1), nonce);
    }
    return single(data.get(first + 2), question, now);
  }

  private static int code(Der enumerated) {
    return enumerated.content()[0];
  }

  private static void checkNonce(Der extensions, byte[] nonce) throws DerException {
    for (Der extension : extensions.inner().sequence(0, 16)) {
      List<Der> parts = extension.sequence(2, 3);
      Der value = parts.get(parts.size() - 1).expect(Der.OCTET_STRING);
      if (!parts.get(0).oid().equals(OcspQuestion.NONCE)) {
        checkNotCritical(parts);
      } else if (!Arrays.equals(value.nested().expect(Der.OCTET_STRING).content(), nonce)) {
        throw new DerException("an answer to another question: its nonce is not ours");
      }
    }
  }

  private static void checkNotCritical(List<Der> extension) throws DerException {
    if (extension.size() == 3 && extension.get(1).bool()) {
      throw new DerException("a critical extension that is not known here");
    }
  }

  /** The issuer itself, or who it made a responder by a certificate of its own. */
  private static CertificateContent signer(
      List<Der> signed, Der id, CertificateContent issuer, Instant now) throws DerException {
    if (isNamed(id, issuer)) {
      return issuer;
    }
    if (signed.size() == 4) {
      List<Der> certificates = signed.get(3).expect(0xa0).inner().sequence(0, MAX_CERTIFICATES);
      for (Der certificate : certificates) {
        CertificateContent candidate = delegate(certificate.whole(), issuer, now);
        if (candidate != null && isNamed(id, candidate)) {
          return candidate;
        }
      }
    }
    throw new DerException("an answer of somebody whom the issuer did not make its responder");
  }

  private static boolean isNamed(Der id, CertificateContent signer) throws DerException {
    return switch (id.tag()) {
      case 0xa1 -> Arrays.equals(id.inner().whole(), signer.subjectName().getEncoded());
      case 0xa2 ->
          Arrays.equals(
              id.inner().expect(Der.OCTET_STRING).content(), OcspQuestion.keyHash(signer));
      default -> throw new DerException("a responder that is not named");
    };
  }

  private static @Nullable CertificateContent delegate(
      byte[] der, CertificateContent issuer, Instant now) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      CertificateContent content = CertificateContent.of(certificate);
      content.checkAlgorithms();
      Set<String> purposes = content.extendedKeyUsage();
      boolean appointed =
          content.issuerName().equals(issuer.subjectName())
              && purposes != null
              && purposes.contains(RESPONDER)
              && content.mayBeUsedFor(CertificateContent.DIGITAL_SIGNATURE)
              && content.extensions().unknownCritical() == null
              && !now.isBefore(content.notBefore())
              && !now.isAfter(content.notAfter());
      if (!appointed) {
        return null;
      }
      certificate.verify(issuer.key());
      return content;
    } catch (ChainFault | GeneralSecurityException | RuntimeException e) {
      return null;
    }
  }

  private static void verify(List<Der> signed, CertificateContent signer) throws DerException {
    try {
      AlgorithmPolicy.checkSignature(signed.get(1));
      List<Der> algorithm = signed.get(1).sequence(1, 2);
      String oid = algorithm.get(0).oid();
      Signature signature = Signature.getInstance(oid);
      if (oid.equals(RSA_PSS)) {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
        parameters.init(algorithm.get(1).whole());
        signature.setParameter(parameters.getParameterSpec(PSSParameterSpec.class));
      }
      signature.initVerify(signer.key());
      signature.update(signed.get(0).whole());
      if (signature.verify(signed.get(2).bits())) {
        return;
      }
    } catch (ChainFault e) {
      throw new DerException(e.detail());
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw new DerException("a signature that cannot be verified: " + e.getMessage());
    }
    throw new DerException("a signature that is not the responder's");
  }

  /** One that says revoked decides, where several are about the certificate. */
  private static OcspAnswer single(Der answers, OcspQuestion question, Instant now)
      throws DerException {
    OcspAnswer found = null;
    for (Der answer : answers.sequence(1, MAX_ANSWERS)) {
      List<Der> fields = answer.sequence(3, 5);
      if (HexFormat.of().formatHex(fields.get(0).whole()).equals(question.id())) {
        OcspAnswer one = dated(fields, now);
        found = found == null || one.kind == Kind.REVOKED ? one : found;
      }
    }
    if (found == null) {
      throw new DerException("an answer about another certificate");
    }
    return found;
  }

  private static OcspAnswer dated(List<Der> fields, Instant now) throws DerException {
    Kind kind =
        switch (fields.get(1).tag()) {
          case 0x80 -> Kind.GOOD;
          case 0xa1 -> Kind.REVOKED;
          case 0x82 -> Kind.UNKNOWN;
          default -> throw new DerException("a status that is none");
        };
    Instant from = fields.get(2).expect(Der.GENERALIZED_TIME).time();
    Instant until = from.plus(UNDATED);
    for (Der field : fields.subList(3, fields.size())) {
      if (field.is(0xa0)) {
        until = field.inner().expect(Der.GENERALIZED_TIME).time();
      } else {
        for (Der extension : field.expect(0xa1).inner().sequence(0, 16)) {
          checkNotCritical(extension.sequence(2, 3));
        }
      }
    }
    if (now.plus(RevocationList.SKEW).isBefore(from) || now.isAfter(until)) {
      throw new DerException("an answer for the time from " + from + " until " + until);
    }
    return new OcspAnswer(kind, from, until);
  }
}
