package io.edgeauth.certificate;

import static io.edgeauth.certificate.Spoilt.Level.INTERMEDIATE;
import static io.edgeauth.certificate.Spoilt.Level.LEAF;
import static io.edgeauth.certificate.Spoilt.Level.ROOT;
import static io.edgeauth.fixtures.TestCertificate.key;
import static io.edgeauth.fixtures.TestRuntime.NOW;

import io.edgeauth.certificate.Spoilt.Change;
import io.edgeauth.certificate.Spoilt.Level;
import io.edgeauth.fixtures.TestCertificate.Draft;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Each fault that a certificate can have alone, on each level where it can. */
final class Faults {

  private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.4.1.1.1");

  private final List<Spoilt> all = new ArrayList<>();

  private Faults() {}

  static List<Spoilt> all() throws Exception {
    Faults faults = new Faults();
    faults.validity();
    faults.extensions();
    faults.algorithms();
    faults.usage();
    faults.lengths();
    faults.nameConstraints();
    faults.constraintsThatHoldNothing();
    faults.constrainedNames();
    faults.names();
    return faults.all;
  }

  /** What is done to one certificate. */
  @FunctionalInterface
  private interface Edit {
    void to(Draft draft) throws Exception;
  }

  private void add(String name, Level level, Reason reason, Edit fault, Edit twin) {
    all.add(new Spoilt(name, level, at(level, fault), at(level, twin), reason));
  }

  private static Change at(Level level, Edit edit) {
    return (at, draft) -> {
      if (at == level) {
        edit.to(draft);
      }
    };
  }

  private void validity() {
    for (Level level : Level.values()) {
      add(
          "M07 expired a second ago",
          level,
          Reasons.CERTIFICATE_EXPIRED,
          draft -> draft.until(NOW.minusSeconds(1)),
          draft -> draft.until(NOW));
      add(
          "M07 valid in a second",
          level,
          Reasons.CERTIFICATE_NOT_YET_VALID,
          draft -> draft.from(NOW.plusSeconds(1)),
          draft -> draft.from(NOW));
    }
  }

  private void extensions() {
    byte[] nothing = {5, 0};
    for (Level level : Level.values()) {
      add(
          "unknown critical extension",
          level,
          Reasons.CERTIFICATE_EXTENSION,
          draft -> draft.extension(UNKNOWN, true, nothing),
          draft -> draft.extension(UNKNOWN, false, nothing));
    }
    byte[] garbage = {0x30, 0x7f, 1};
    for (Level level : List.of(INTERMEDIATE, LEAF)) {
      for (ASN1ObjectIdentifier oid :
          List.of(
              Extension.subjectAlternativeName,
              Extension.extendedKeyUsage,
              Extension.certificatePolicies,
              Extension.authorityKeyIdentifier,
              Extension.cRLDistributionPoints)) {
        add(
            "malformed extension " + oid,
            level,
            Reasons.CERTIFICATE_MALFORMED,
            draft -> draft.extension(oid, false, garbage),
            draft -> draft.without(oid));
      }
    }
  }

  private static SubjectPublicKeyInfo rsa(int bits, long exponent) {
    BigInteger modulus = new BigInteger(bits, new Random(7)).setBit(bits - 1).setBit(0);
    try {
      return new SubjectPublicKeyInfo(
          new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
          new RSAPublicKey(modulus, BigInteger.valueOf(exponent)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SubjectPublicKeyInfo point(ASN1ObjectIdentifier curve, int bytes) {
    byte[] point = new byte[1 + 2 * bytes];
    point[0] = 4;
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), point);
  }

  private void algorithms() throws Exception {
    Reason algorithm = Reasons.CERTIFICATE_ALGORITHM;
    Edit rsa = draft -> draft.keys(key("RSA 2048"));
    for (Level level : List.of(INTERMEDIATE, LEAF)) {
      add("M15 RSA 1024", level, algorithm, draft -> draft.keys(key("RSA 1024")), rsa);
      add("M15 RSA 2047", level, algorithm, draft -> draft.keyInfo(rsa(2047, 65_537)), rsa);
      add("M15 RSA 8193", level, algorithm, draft -> draft.keyInfo(rsa(8193, 65_537)), rsa);
      add("M15 RSA 16384", level, algorithm, draft -> draft.keyInfo(rsa(16_384, 65_537)), rsa);
      add(
          "M15 RSA with an even exponent",
          level,
          algorithm,
          draft -> draft.keyInfo(rsa(2048, 65_536)),
          rsa);
      add(
          "M15 RSA with a long exponent",
          level,
          algorithm,
          draft -> draft.keyInfo(rsa(2048, (1L << 40) + 1)),
          rsa);
      add(
          "M15 P-192",
          level,
          algorithm,
          draft -> draft.keyInfo(point(X9ObjectIdentifiers.prime192v1, 24)),
          draft -> draft.keys(key("EC secp384r1")));
      add(
          "M15 secp256k1",
          level,
          algorithm,
          draft -> draft.keyInfo(point(SECObjectIdentifiers.secp256k1, 32)),
          draft -> draft.keys(key("EC secp521r1")));
      add(
          "M15 DSA",
          level,
          algorithm,
          draft -> draft.keys(key("DSA 2048")),
          draft -> draft.keys(key("Ed25519")));
      add(
          "M15 SHA-1",
          level,
          algorithm,
          draft -> draft.signature("SHA1withECDSA"),
          draft -> draft.signature("SHA512withECDSA"));
      add(
          "M15 SHA-224",
          level,
          algorithm,
          draft -> draft.signature("SHA224withECDSA"),
          draft -> draft.signature("SHA384withECDSA"));
    }
    add(
        "M15 MD5",
        LEAF,
        algorithm,
        draft -> draft.signer(key("RSA 2048")).signature("MD5withRSA"),
        draft -> draft.signature("SHA256withECDSA"));
    add(
        "M15 PSS with SHA-1",
        LEAF,
        algorithm,
        draft -> draft.signer(key("RSA 2048")).signature("SHA1withRSAandMGF1"),
        draft -> {});
    add(
        "M15 RSA 8192",
        LEAF,
        algorithm,
        draft -> draft.keyInfo(rsa(8194, 3)),
        draft -> draft.keyInfo(rsa(8192, 65_537)));
  }

  private static ExtendedKeyUsage purposes(KeyPurposeId... purposes) {
    return new ExtendedKeyUsage(purposes);
  }

  private void usage() {
    Reason usage = Reasons.CERTIFICATE_USAGE;
    ASN1ObjectIdentifier extended = Extension.extendedKeyUsage;
    Edit meant =
        draft ->
            draft.extension(
                extended,
                true,
                purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth));
    Edit silent = draft -> draft.without(extended);
    for (Level level : Level.values()) {
      add(
          "M08 serverAuth only",
          level,
          usage,
          draft -> draft.extension(extended, false, purposes(KeyPurposeId.id_kp_serverAuth)),
          meant);
      add(
          "M08 critical serverAuth only",
          level,
          usage,
          draft -> draft.extension(extended, true, purposes(KeyPurposeId.id_kp_serverAuth)),
          silent);
    }
    add(
        "M08 anyExtendedKeyUsage only",
        LEAF,
        usage,
        draft -> draft.extension(extended, false, purposes(KeyPurposeId.anyExtendedKeyUsage)),
        meant);
    add(
        "M08 empty",
        LEAF,
        Reasons.CERTIFICATE_MALFORMED,
        draft -> draft.extension(extended, false, new byte[] {0x30, 0}),
        silent);
    add(
        "M09 an authority as leaf",
        LEAF,
        usage,
        draft -> draft.extension(Extension.basicConstraints, true, new BasicConstraints(true)),
        draft -> draft.extension(Extension.basicConstraints, true, new BasicConstraints(false)));
    add(
        "M09 a leaf with keyCertSign",
        LEAF,
        usage,
        draft ->
            draft.extension(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)),
        draft ->
            draft.extension(
                Extension.keyUsage,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)));
    add(
        "a key that may not sign",
        LEAF,
        usage,
        draft -> draft.extension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyEncipherment)),
        draft -> draft.without(Extension.keyUsage));
    add(
        "M09 no basic constraints",
        INTERMEDIATE,
        usage,
        draft -> draft.without(Extension.basicConstraints),
        draft -> draft.extension(Extension.basicConstraints, false, new BasicConstraints(true)));
    add(
        "M09 basic constraints of no authority",
        INTERMEDIATE,
        usage,
        draft -> draft.extension(Extension.basicConstraints, true, new BasicConstraints(false)),
        draft -> draft.extension(Extension.basicConstraints, true, new BasicConstraints(0)));
    for (Level level : List.of(ROOT, INTERMEDIATE)) {
      add(
          "M09 no keyCertSign",
          level,
          usage,
          draft ->
              draft.extension(
                  Extension.keyUsage,
                  true,
                  new KeyUsage(KeyUsage.digitalSignature | KeyUsage.cRLSign)),
          draft -> draft.without(Extension.keyUsage));
    }
  }

  private void lengths() {
    add(
        "M09 path length of none",
        ROOT,
        Reasons.CERTIFICATE_DEPTH,
        draft -> draft.extension(Extension.basicConstraints, true, new BasicConstraints(0)),
        draft -> draft.extension(Extension.basicConstraints, true, new BasicConstraints(1)));
  }

  private static NameConstraints permitted(GeneralName... names) {
    return new NameConstraints(subtrees(names), null);
  }

  private static NameConstraints excluded(GeneralName... names) {
    return new NameConstraints(null, subtrees(names));
  }

  private static GeneralSubtree[] subtrees(GeneralName... names) {
    GeneralSubtree[] subtrees = new GeneralSubtree[names.length];
    for (int i = 0; i < names.length; i++) {
      subtrees[i] = new GeneralSubtree(names[i]);
    }
    return subtrees;
  }

  private void nameConstraints() {
    GeneralName dns = new GeneralName(GeneralName.dNSName, "svc.corp");
    GeneralName otherDns = new GeneralName(GeneralName.dNSName, "rs.svc.corp");
    constrained("dns", dns, otherDns);
    constrained(
        "dn",
        new GeneralName(new X500Name("O=CORP")),
        new GeneralName(new X500Name("O=Corporation")));
    Reason reason = Reasons.CERTIFICATE_NAME_CONSTRAINT;
    // One on the root is told at start.
    for (Level level : List.of(INTERMEDIATE)) {
      for (GeneralName kind :
          List.of(
              new GeneralName(
                  GeneralName.otherName, new OtherName(UNKNOWN, new DERUTF8String("x"))),
              new GeneralName(GeneralName.registeredID, "1.2.3"))) {
        add(
            "M10 constraint of kind " + kind.getTagNo(),
            level,
            reason,
            draft -> draft.extension(Extension.nameConstraints, true, permitted(kind)),
            draft -> draft.extension(Extension.nameConstraints, true, permitted(dns)));
      }
      add(
          "M10 constraint with a minimum",
          level,
          reason,
          draft ->
              draft.extension(
                  Extension.nameConstraints,
                  true,
                  new NameConstraints(
                      new GeneralSubtree[] {
                        new GeneralSubtree(dns, BigInteger.ONE, BigInteger.TEN)
                      },
                      null)),
          draft -> draft.extension(Extension.nameConstraints, true, permitted(dns)));
    }
  }

  /** What could hold no name would exclude none. */
  private void constraintsThatHoldNothing() {
    int dns = GeneralName.dNSName;
    int email = GeneralName.rfc822Name;
    for (GeneralName base :
        List.of(
            text(dns, "*.evil"),
            text(dns, "evil."),
            text(dns, "evil corp"),
            text(dns, "..evil"),
            text(email, "@evil"),
            text(email, "a@b@evil"))) {
      add(
          "M10 constraint " + base,
          INTERMEDIATE,
          Reasons.CERTIFICATE_MALFORMED,
          draft -> draft.extension(Extension.nameConstraints, true, excluded(base)),
          draft ->
              draft.extension(
                  Extension.nameConstraints, true, excluded(text(base.getTagNo(), "evil"))));
    }
  }

  /** Permitted by one that does not hold, excluded by one that does, and each the other way. */
  private void constrained(String kind, GeneralName holds, GeneralName holdsNot) {
    Reason reason = Reasons.CERTIFICATE_NAME_CONSTRAINT;
    ASN1ObjectIdentifier oid = Extension.nameConstraints;
    for (Level level : List.of(ROOT, INTERMEDIATE)) {
      add(
          "M10 " + kind + " not permitted",
          level,
          reason,
          draft -> draft.extension(oid, true, permitted(holdsNot)),
          draft -> draft.extension(oid, true, permitted(holdsNot, holds)));
      add(
          "M10 " + kind + " excluded",
          level,
          reason,
          draft -> draft.extension(oid, true, excluded(holds)),
          draft -> draft.extension(oid, true, excluded(holdsNot)));
    }
  }

  private static GeneralName text(int kind, String text) {
    return new GeneralName(kind, new DERIA5String(text));
  }

  private static GeneralName bytes(int kind, byte... bytes) {
    return text(kind, new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private void name(String what, GeneralName[] fault, GeneralName... twin) {
    add(
        "M13 " + what,
        LEAF,
        Reasons.CERTIFICATE_NAME,
        draft -> draft.names(fault),
        draft -> draft.names(twin));
  }

  private static GeneralName[] these(GeneralName... names) {
    return names;
  }

  private void commonName(String what, String name, String twin) {
    add(
        "M13 CN " + what,
        LEAF,
        Reasons.CERTIFICATE_NAME,
        draft -> draft.without(Extension.subjectAlternativeName).subject("CN=" + name),
        draft -> draft.without(Extension.subjectAlternativeName).subject("CN=" + twin));
  }

  private void names() {
    int dns = GeneralName.dNSName;
    int uri = GeneralName.uniformResourceIdentifier;
    int email = GeneralName.rfc822Name;
    GeneralName good = text(dns, "Orders.svc.corp");
    name("NUL in dns", these(bytes(dns, (byte) 'a', (byte) 0, (byte) 'b')), good);
    name("newline in dns", these(bytes(dns, (byte) 'a', (byte) '\n', (byte) 'b')), good);
    name("UTF-8 in dns", these(bytes(dns, (byte) 0xc3, (byte) 0xa9)), text(dns, "xn--9ca.corp"));
    name("wildcard dns", these(text(dns, "*.svc.corp")), good);
    name("trailing dot", these(text(dns, "orders.svc.corp.")), good);
    name("leading dot", these(text(dns, ".svc.corp")), good);
    name("empty dns", these(text(dns, "")), good);
    name("space in dns", these(text(dns, "orders svc")), good);
    GeneralName id = text(uri, "spiffe://corp/ns/shop/sa/orders");
    GeneralName other = text(uri, "spiffe://corp/ns/shop/sa/admin");
    name("two SPIFFE ids", these(id, other), id);
    name("SPIFFE id and another URI", these(id, text(uri, "https://corp/x")), id, good);
    name("SPIFFE id in capitals", these(text(uri, "SPIFFE://corp/a")), id);
    name("SPIFFE id with a port", these(text(uri, "spiffe://corp:1/a")), id);
    name("SPIFFE id of a domain", these(text(uri, "spiffe://corp")), id);
    name("SPIFFE id with dots", these(text(uri, "spiffe://corp/a/../b")), id);
    name("SPIFFE id with escapes", these(text(uri, "spiffe://corp/a%2fb")), id);
    name("URI with a wildcard", these(text(uri, "https://corp/*")), text(uri, "https://corp/x"));
    name("relative URI", these(text(uri, "/a/b")), text(uri, "urn:a:b"));
    name("newline in URI", these(bytes(uri, (byte) 'a', (byte) ':', (byte) '\n')), id);
    name("email of nobody", these(text(email, "corp")), text(email, "orders@corp"));
    name("two @ in email", these(text(email, "a@b@corp")), text(email, "a+b@corp"));
    name("wildcard email", these(text(email, "*@corp")), text(email, "orders@corp"));
    commonName("with a wildcard", "*.corp", "orders.corp");
    commonName("past ASCII", "best\u00e9llung", "bestellung");
    commonName("with a trailing dot", "orders.", "orders");
    commonName("with a line break", "orders\\0Aadmin", "orders admin");
    commonName("with NUL", "orders\\00", "orders");
    commonName("twice", "orders,CN=admin", "orders,OU=admin");
  }

  /** Names of the kind that an authority constrains, in place of the leaf's. */
  private void constrainedNames() {
    byte[] network6 = new byte[32];
    network6[0] = 0x20;
    network6[16] = (byte) 0xff;
    byte[] inside6 = new byte[16];
    inside6[0] = 0x20;
    int dns = GeneralName.dNSName;
    int uri = GeneralName.uniformResourceIdentifier;
    int email = GeneralName.rfc822Name;
    constrained("ipv4", ip(10, 0, 0, 0, 255, 0, 0, 0), ip(10, 1, 2, 3), ip(11, 1, 2, 3));
    constrained("ipv6", ip(network6), ip(inside6), ip(new byte[16]));
    constrained("host", text(email, "corp"), text(email, "a@Corp"), text(email, "a@x.corp"));
    constrained("domain", text(email, ".corp"), text(email, "a@x.corp"), text(email, "a@corp"));
    constrained("box", text(email, "a@corp"), text(email, "a@corp"), text(email, "b@corp"));
    constrained(
        "uri", text(uri, "corp"), text(uri, "spiffe://corp/a"), text(uri, "spiffe://x.corp/a"));
    constrained(
        "uris", text(uri, ".corp"), text(uri, "https://x.corp/a"), text(uri, "https://xcorp/a"));
    constrained("suffix", text(dns, "corp"), text(dns, "x.Corp"), text(dns, "xcorp"));
    constrained("below", text(dns, ".corp"), text(dns, "x.corp"), text(dns, "xcorp"));
  }

  private void constrained(String kind, GeneralName base, GeneralName below, GeneralName beside) {
    for (Level level : List.of(ROOT, INTERMEDIATE)) {
      all.add(
          new Spoilt(
              "M10 " + kind + " permitted",
              level,
              named(level, permitted(base), beside),
              named(level, permitted(base), below),
              Reasons.CERTIFICATE_NAME_CONSTRAINT));
      all.add(
          new Spoilt(
              "M10 " + kind + " excluded",
              level,
              named(level, excluded(base), below),
              named(level, excluded(base), beside),
              Reasons.CERTIFICATE_NAME_CONSTRAINT));
    }
  }

  private static Change named(Level level, ASN1Encodable constraints, GeneralName name) {
    return (at, draft) -> {
      if (at == level) {
        draft.extension(Extension.nameConstraints, true, constraints);
      } else if (at == LEAF) {
        draft.names(name);
      }
    };
  }

  private static GeneralName ip(int... bytes) {
    byte[] address = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      address[i] = (byte) bytes[i];
    }
    return ip(address);
  }

  private static GeneralName ip(byte[] bytes) {
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(bytes));
  }
}
