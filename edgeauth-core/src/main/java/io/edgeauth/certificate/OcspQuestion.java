package io.edgeauth.certificate;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Which certificate a responder is asked about (<a
 * href="https://www.rfc-editor.org/rfc/rfc6960#section-4.1.1">RFC 6960</a>). SHA-1 names it, as
 * every responder knows it and RFC 5019 wants it; nothing rests on its strength.
 *
 * @param id the CertID in DER
 */
record OcspQuestion(String id) {

  static final String NONCE = "1.3.6.1.5.5.7.48.1.2";

  private static final int NONCE_BYTES = 32;
  private static final byte[] SHA_1 = HexFormat.of().parseHex("300906052b0e03021a0500");
  private static final byte[] NONCE_OID = HexFormat.of().parseHex("06092b0601050507300102");
  private static final SecureRandom RANDOM = new SecureRandom();

  static OcspQuestion about(CertificateContent certificate, CertificateContent issuer)
      throws DerException {
    byte[] id =
        wrapped(
            Der.SEQUENCE,
            SHA_1,
            wrapped(Der.OCTET_STRING, sha1(issuer.subjectName().getEncoded())),
            wrapped(Der.OCTET_STRING, keyHash(issuer)),
            wrapped(Der.INTEGER, certificate.certificate().getSerialNumber().toByteArray()));
    return new OcspQuestion(HexFormat.of().formatHex(id));
  }

  /** By which responders name themselves and others. */
  static byte[] keyHash(CertificateContent of) throws DerException {
    return sha1(of.keyInfo().sequence(2, 2).get(1).bits());
  }

  private static byte[] sha1(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  static byte[] nonce() {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  byte[] encoded(byte[] nonce) {
    byte[] extension =
        wrapped(
            Der.SEQUENCE, NONCE_OID, wrapped(Der.OCTET_STRING, wrapped(Der.OCTET_STRING, nonce)));
    byte[] request = wrapped(Der.SEQUENCE, HexFormat.of().parseHex(id));
    return wrapped(
        Der.SEQUENCE,
        wrapped(
            Der.SEQUENCE,
            wrapped(Der.SEQUENCE, request),
            wrapped(0xa2, wrapped(Der.SEQUENCE, extension))));
  }

  /** An element around others. */
  private static byte[] wrapped(int tag, byte[]... contents) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] one : contents) {
      content.writeBytes(one);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int length = content.size();
    if (length > 0x7f) { // no serial number or name's hash makes more than 65535
      element.write(length > 0xff ? 0x82 : 0x81);
      if (length > 0xff) {
        element.write(length >> 8);
      }
    }
    element.write(length);
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }
}
