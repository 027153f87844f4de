package io.edgeauth.authn.bound;

import io.edgeauth.keys.Base64Url;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token's {@code cnf} says of its sender (RFC 7800): the thumbprint of a certificate, of a
 * key, or both. Where it says something, and nothing that is understood, the token is bound to what
 * nobody here can look at.
 */
final class SenderBinding {

  private static final String CERTIFICATE = "x5t#S256";
  private static final String KEY = "jkt";
  private static final int SHA256_BYTES = 32;

  /** A token of whoever has it. */
  private static final SenderBinding NONE = new SenderBinding(null, null);

  private final byte @Nullable [] certificate;
  private final byte @Nullable [] key;

  private SenderBinding(byte @Nullable [] certificate, byte @Nullable [] key) {
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Reads a claim.
   *
   * @param cnf its value; null where the token has none
   * @return the binding, or null where it cannot be enforced
   */
  static @Nullable SenderBinding read(@Nullable Object cnf) {
    if (cnf == null) {
      return NONE;
    }
    if (!(cnf instanceof Map<?, ?> members)) {
      return null;
    }
    Object certificate = members.get(CERTIFICATE);
    Object key = members.get(KEY);
    byte[] ofCertificate = thumbprint(certificate);
    byte[] ofKey = thumbprint(key);
    boolean unreadable =
        (certificate != null && ofCertificate == null) || (key != null && ofKey == null);
    return unreadable || (ofCertificate == null && ofKey == null)
        ? null
        : new SenderBinding(ofCertificate, ofKey);
  }

  private static byte @Nullable [] thumbprint(@Nullable Object value) {
    if (!(value instanceof String text) || text.length() != 43) {
      return null;
    }
    byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] bytes = Base64Url.decode(characters, 0, characters.length);
    return bytes != null && bytes.length == SHA256_BYTES ? bytes : null;
  }

  /** {@code x5t#S256}, or null. */
  byte @Nullable [] certificate() {
    return certificate;
  }

  /** {@code jkt}, or null. */
  byte @Nullable [] key() {
    return key;
  }
}
