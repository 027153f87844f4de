package io.edgeauth.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A client's certificate and the authority's above it, with RSA keys of 2048 bits, and a trust
 * store with the root.
 *
 * @param chain the client's own first, without the root
 * @param trustStore a file, deleted with this
 */
record Certificates(List<X509Certificate> chain, Path trustStore) implements AutoCloseable {

  private static final X500Name ROOT = new X500Name("CN=Root,O=Acme");
  private static final X500Name AUTHORITY = new X500Name("CN=Authority,O=Acme");

  static Certificates make() throws IOException {
    try {
      return made();
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("no certificates were made", e);
    }
  }

  private static Certificates made()
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair root = generator.generateKeyPair();
    KeyPair authority = generator.generateKeyPair();
    KeyPair client = generator.generateKeyPair();
    X509Certificate top = signed(root, authority(1, ROOT, root));
    X509Certificate middle = signed(root, authority(2, AUTHORITY, authority));
    X509v3CertificateBuilder last =
        new JcaX509v3CertificateBuilder(
            AUTHORITY,
            BigInteger.valueOf(3),
            from(),
            until(),
            new X500Name(""),
            client.getPublic());
    last.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    last.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    GeneralName id =
        new GeneralName(
            GeneralName.uniformResourceIdentifier, "spiffe://acme.example/ns/shop/sa/orders");
    last.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(id));
    X509Certificate leaf = signed(authority, last);
    Path store = Files.createTempFile("edgeauth-benchmarks", ".pem");
    Files.writeString(
        store,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(top.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    return new Certificates(List.of(leaf, middle), store);
  }

  private static X509v3CertificateBuilder authority(int serial, X500Name name, KeyPair keys)
      throws IOException {
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            ROOT, BigInteger.valueOf(serial), from(), until(), name, keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    return builder;
  }

  private static X509Certificate signed(KeyPair keys, X509v3CertificateBuilder builder)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    byte[] encoded =
        builder
            .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()))
            .getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static Date from() {
    return Date.from(Instant.now().minusSeconds(3600));
  }

  private static Date until() {
    return Date.from(Instant.now().plusSeconds(86_400));
  }

  /**
   * One of the chain as RFC 9440 writes it: a new text each time.
   *
   * @param index 0 for the client's own
   */
  String forwarded(int index) {
    try {
      String encoded = Base64.getEncoder().encodeToString(chain.get(index).getEncoded());
      return ":" + encoded + ":";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate without an encoding", e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(trustStore);
  }
}
