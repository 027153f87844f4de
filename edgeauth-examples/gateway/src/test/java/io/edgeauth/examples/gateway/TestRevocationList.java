package io.edgeauth.examples.gateway;

import io.edgeauth.fixtures.TestCertificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority's list of revocations, good for an hour. */
final class TestRevocationList {

  private TestRevocationList() {}

  static byte[] of(TestCertificate authority, TestCertificate... revoked) throws Exception {
    Date now = Date.from(Instant.now().minusSeconds(60));
    X509v2CRLBuilder builder =
        new X509v2CRLBuilder(
            X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded()),
            now);
    builder.setNextUpdate(Date.from(CertifiedGateway.hours(1)));
    for (TestCertificate one : revoked) {
      builder.addCRLEntry(one.certificate().getSerialNumber(), now, CRLReason.keyCompromise);
    }
    return builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.keys().getPrivate()))
        .getEncoded();
  }
}
