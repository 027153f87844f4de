package io.edgeauth.keys;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A key that verifies signatures. Immutable; any number of threads may verify at once. {@code
 * toString} shows the key id alone.
 *
 * <p>Two keys are equal if they have the same id, the same material and the same pinned algorithm:
 * a set that is fetched again keeps the keys that it had, and what was remembered about them stays
 * good.
 */
public final class VerificationKey {

  private final @Nullable String id;
  private final @Nullable JwsAlgorithm pinned;
  private final JwsAlgorithm.KeyType type;
  private final @Nullable String curve;
  private final byte[] material;
  private final List<? extends Key> secrets;
  private final Map<JwsAlgorithm, ReadyKey> ready;

  private VerificationKey(
      @Nullable String id,
      @Nullable JwsAlgorithm pinned,
      JwsAlgorithm.KeyType type,
      @Nullable String curve,
      PublicKey key,
      SignatureProvider provider) {
    this.id = id;
    this.pinned = pinned;
    this.type = type;
    this.curve = curve;
    this.material = material(List.of(key)); // of the key as it was read, whoever verifies with it
    this.secrets = List.of();
    Set<JwsAlgorithm> fitting = EnumSet.allOf(JwsAlgorithm.class);
    fitting.removeIf(algorithm -> !fits(type, curve, pinned, algorithm));
    this.ready = provider.ready(key, fitting);
  }

  private VerificationKey(List<? extends Key> secrets) {
    this.id = null;
    this.pinned = null;
    this.type = JwsAlgorithm.KeyType.SECRET;
    this.curve = null;
    this.material = material(secrets);
    this.secrets = List.copyOf(secrets);
    this.ready = Map.of();
  }

  /** A public key of a set, made ready for the provider of this process. */
  static VerificationKey of(
      @Nullable String id,
      @Nullable JwsAlgorithm pinned,
      JwsAlgorithm.KeyType type,
      @Nullable String curve,
      PublicKey key) {
    return of(id, pinned, type, curve, key, SignatureProvider.chosen());
  }

  /** A public key of a set, made ready for a provider. */
  static VerificationKey of(
      @Nullable String id,
      @Nullable JwsAlgorithm pinned,
      JwsAlgorithm.KeyType type,
      @Nullable String curve,
      PublicKey key,
      SignatureProvider provider) {
    return new VerificationKey(id, pinned, type, curve, key, provider);
  }

  /**
   * Secrets of which any one verifies: while secrets are rotated a token does not say which was
   * used.
   */
  static VerificationKey ofSecrets(List<? extends Key> secrets) {
    return new VerificationKey(secrets);
  }

  private static byte[] material(List<? extends Key> keys) {
    ByteArrayOutputStream material = new ByteArrayOutputStream();
    for (Key key : keys) {
      byte[] encoded = key.getEncoded();
      material.write(encoded.length >> 8);
      material.write(encoded.length);
      material.writeBytes(encoded);
    }
    return material.toByteArray();
  }

  /**
   * The key's id in its set.
   *
   * @return {@code kid}, or null where it has none
   */
  public @Nullable String id() {
    return id;
  }

  /**
   * Tells whether the key may be used with an algorithm: its type and curve fit, and its own {@code
   * alg}, where it has one, is the same.
   *
   * @param algorithm an algorithm that the configuration allows
   * @return whether it may
   */
  public boolean fits(JwsAlgorithm algorithm) {
    return fits(type, curve, pinned, algorithm);
  }

  private static boolean fits(
      JwsAlgorithm.KeyType type,
      @Nullable String curve,
      @Nullable JwsAlgorithm pinned,
      JwsAlgorithm algorithm) {
    return type == algorithm.keyType()
        && Objects.equals(curve, algorithm.curve())
        && (pinned == null || pinned == algorithm);
  }

  /** Verifies a signature of a whole array. */
  boolean verifies(JwsAlgorithm algorithm, byte[] content, byte[] signature) {
    return verifies(algorithm, content, 0, content.length, signature);
  }

  /**
   * Verifies a signature.
   *
   * @param algorithm an algorithm that this key fits
   * @param content holds what was signed
   * @param offset where that begins
   * @param length how many bytes it has
   * @param signature the signature in the form of JWS
   * @return whether it is right; false for any signature that cannot be read
   * @throws IllegalArgumentException if the key does not fit the algorithm
   * @throws IndexOutOfBoundsException if the array has no such part
   */
  public boolean verifies(
      JwsAlgorithm algorithm, byte[] content, int offset, int length, byte[] signature) {
    if (!fits(algorithm)) {
      throw new IllegalArgumentException(this + " does not fit " + algorithm.header());
    }
    Objects.checkFromIndexSize(offset, length, content.length);
    int expected = algorithm.signatureLength();
    if (expected != 0 && signature.length != expected) {
      return false;
    }
    try {
      if (type == JwsAlgorithm.KeyType.SECRET) {
        return verifiesMac(algorithm, content, offset, length, signature);
      }
      ReadyKey key = ready.get(algorithm);
      return key != null && key.verifies(algorithm, content, offset, length, signature);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false; // some providers throw unchecked for bytes that are no signature
    }
  }

  private boolean verifiesMac(
      JwsAlgorithm algorithm, byte[] content, int offset, int length, byte[] tag)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm.jca());
    boolean right = false;
    for (Key secret : secrets) {
      mac.init(secret);
      mac.update(content, offset, length);
      right |= MessageDigest.isEqual(mac.doFinal(), tag);
    }
    return right;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true; // the usual case: a set that is fetched again keeps its keys
    }
    return other instanceof VerificationKey that
        && Objects.equals(id, that.id)
        && pinned == that.pinned
        && type == that.type
        && Objects.equals(curve, that.curve)
        && MessageDigest.isEqual(material, that.material);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, pinned, type);
  }

  @Override
  public String toString() {
    return "VerificationKey[" + id + "]";
  }
}
