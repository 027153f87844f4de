package io.edgeauth.certificate;

import io.edgeauth.fixtures.TestCertificate;
import io.edgeauth.fixtures.TestRuntime;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Makes lists of revocations, and answers of responders, to be spoilt before they are made. */
final class TestRevocations {

  private TestRevocations() {}

  private static X500Name name(TestCertificate of) {
    return X500Name.getInstance(of.certificate().getSubjectX500Principal().getEncoded());
  }

  /** A list that revokes nobody, good for an hour. */
  static final class ListDraft {
    private X500Name issuerName;
    private TestCertificate signer;
    private String signature = "SHA256withECDSA";
    private Instant from = TestRuntime.NOW.minusSeconds(60);
    private Instant until = TestRuntime.NOW.plusSeconds(3600);
    private BigInteger revoked;
    private Extension ofEntry;
    private ASN1ObjectIdentifier oid;
    private boolean critical;
    private ASN1Encodable extension;

    ListDraft(TestCertificate issuer) {
      this.signer = issuer;
      this.issuerName = name(issuer);
    }

    /** What is said about the revocation itself. */
    ListDraft entry(ASN1ObjectIdentifier identifier, boolean isCritical, byte[] value) {
      ofEntry = new Extension(identifier, isCritical, value);
      return this;
    }

    ListDraft revoking(TestCertificate certificate) {
      revoked = certificate.certificate().getSerialNumber();
      return this;
    }

    ListDraft signer(TestCertificate other) {
      signer = other;
      return this;
    }

    ListDraft signature(String algorithm) {
      signature = algorithm;
      return this;
    }

    ListDraft issuerName(TestCertificate other) {
      issuerName = name(other);
      return this;
    }

    ListDraft from(Instant instant) {
      from = instant;
      return this;
    }

    ListDraft until(Instant instant) {
      until = instant;
      return this;
    }

    ListDraft critical(ASN1ObjectIdentifier identifier, ASN1Encodable value) {
      return extension(identifier, true, value);
    }

    ListDraft extension(ASN1ObjectIdentifier identifier, boolean isCritical, ASN1Encodable value) {
      oid = identifier;
      critical = isCritical;
      extension = value;
      return this;
    }

    byte[] make() throws Exception {
      X509v2CRLBuilder builder = new X509v2CRLBuilder(issuerName, Date.from(from));
      if (until != null) {
        builder.setNextUpdate(Date.from(until));
      }
      if (revoked != null) {
        if (ofEntry == null) {
          builder.addCRLEntry(revoked, Date.from(from), CRLReason.keyCompromise);
        } else {
          builder.addCRLEntry(revoked, Date.from(from), new Extensions(ofEntry));
        }
      }
      if (oid != null) {
        builder.addExtension(oid, critical, extension);
      }
      return builder
          .build(new JcaContentSignerBuilder(signature).build(signer.keys().getPrivate()))
          .getEncoded();
    }
  }

  /** An answer to a request, good for an hour, by the issuer itself. */
  static final class AnswerDraft {
    private TestCertificate signer;
    private final List<X509CertificateHolder> delegates = new ArrayList<>();
    private CertificateStatus status = CertificateStatus.GOOD;
    private Instant from = TestRuntime.NOW.minusSeconds(60);
    private Instant until = TestRuntime.NOW.plusSeconds(3600);
    private String signature = "SHA256withECDSA";
    private byte[] nonce;
    private boolean withNonce = true;
    private boolean aboutAnother;
    private Extensions single;

    AnswerDraft(TestCertificate signer) {
      this.signer = signer;
    }

    AnswerDraft status(CertificateStatus value) {
      status = value;
      return this;
    }

    AnswerDraft delegate(TestCertificate other) throws Exception {
      signer = other;
      delegates.add(new X509CertificateHolder(other.certificate().getEncoded()));
      return this;
    }

    AnswerDraft from(Instant instant) {
      from = instant;
      return this;
    }

    AnswerDraft until(Instant instant) {
      until = instant;
      return this;
    }

    AnswerDraft signature(String algorithm) {
      signature = algorithm;
      return this;
    }

    AnswerDraft nonce(byte[] value) {
      nonce = value;
      return this;
    }

    AnswerDraft withoutNonce() {
      withNonce = false;
      return this;
    }

    AnswerDraft aboutAnother() {
      aboutAnother = true;
      return this;
    }

    /** An extension of what is said of each certificate. */
    AnswerDraft single(ASN1ObjectIdentifier oid, boolean critical) {
      single = new Extensions(new Extension(oid, critical, new byte[] {5, 0}));
      return this;
    }

    byte[] answer(byte[] request) throws Exception {
      OCSPReq asked = new OCSPReq(request);
      BasicOCSPRespBuilder builder =
          new BasicOCSPRespBuilder(
              new RespID(
                  SubjectPublicKeyInfo.getInstance(signer.keys().getPublic().getEncoded()),
                  new JcaDigestCalculatorProviderBuilder().build().get(RespID.HASH_SHA1)));
      for (Req one : asked.getRequestList()) {
        var id = one.getCertID();
        if (aboutAnother) {
          id =
              new CertificateID(
                  new CertID(
                      id.toASN1Primitive().getHashAlgorithm(),
                      id.toASN1Primitive().getIssuerNameHash(),
                      id.toASN1Primitive().getIssuerKeyHash(),
                      new ASN1Integer(1)));
        }
        builder.addResponse(
            id, status, Date.from(from), until == null ? null : Date.from(until), single);
      }
      Extension extension = asked.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
      if (nonce != null) {
        extension = new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, nonce);
      }
      if (withNonce && extension != null) {
        builder.setResponseExtensions(new Extensions(extension));
      }
      return new OCSPRespBuilder()
          .build(
              OCSPRespBuilder.SUCCESSFUL,
              builder.build(
                  new JcaContentSignerBuilder(signature).build(signer.keys().getPrivate()),
                  delegates.toArray(new X509CertificateHolder[0]),
                  Date.from(TestRuntime.NOW)))
          .getEncoded();
    }
  }
}
