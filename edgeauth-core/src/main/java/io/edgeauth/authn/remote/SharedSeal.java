package io.edgeauth.authn.remote;

import io.edgeauth.authn.TokenDigest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a credential's digest the name, and of what was said of it the bytes, that a shared
 * store keeps. Both are made with keys that come from a secret that all instances have and the
 * store has not.
 *
 * <p>The name is an HMAC: who reads the store cannot try a token against it. The bytes are
 * encrypted and authenticated (AES-256 in GCM) under a key that belongs to their name: who writes
 * the store can neither make an answer up, nor change one, nor put one credential's under another's
 * name. What they can do is to put back what stood there, and so the time at which it was said is
 * sealed in.
 *
 * <p>Immutable, for any number of threads.
 */
final class SharedSeal {

  /** A secret that a person made up is tried against what is in the store at this cost a guess. */
  private static final int ITERATIONS = 100_000;

  private static final byte VERSION = 1;
  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final int HEAD = 1 + NONCE;
  private static final int LONGEST = 1 << 20;
  private static final String HMAC = "HmacSHA256";

  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * What was said.
   *
   * @param said the words
   * @param at when, in milliseconds since the epoch, by the clock of the instance that heard it
   */
  record Opened(String said, long at) {}

  private final SecretKeySpec names;
  private final SecretKeySpec contents;

  private SharedSeal(SecretKeySpec names, SecretKeySpec contents) {
    this.names = names;
    this.contents = contents;
  }

  /**
   * Derives the keys. Takes tens of milliseconds, on purpose.
   *
   * @param secret what all instances have
   * @param asked who is asked and as whom: others have keys of their own under the same secret
   */
  static SharedSeal of(byte[] secret, String asked) {
    char[] password = Base64.getEncoder().encodeToString(secret).toCharArray();
    byte[] salt = ("edgeauth shared answers 1\n" + asked).getBytes(StandardCharsets.UTF_8);
    PBEKeySpec spec = new PBEKeySpec(password, salt, ITERATIONS, 512);
    try {
      byte[] derived =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
      return new SharedSeal(
          new SecretKeySpec(derived, 0, 32, HMAC), new SecretKeySpec(derived, 32, 32, HMAC));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2 with HMAC-SHA256", e);
    } finally {
      spec.clearPassword();
      Arrays.fill(password, '\0');
    }
  }

  /** The name of a credential: 32 bytes. */
  byte[] name(TokenDigest credential) {
    ByteBuffer digest =
        ByteBuffer.allocate(32)
            .putLong(credential.a())
            .putLong(credential.b())
            .putLong(credential.c())
            .putLong(credential.d());
    return hmac(names, digest.array());
  }

  byte[] seal(byte[] name, String said, long at) {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    byte[] words = said.getBytes(StandardCharsets.UTF_8);
    byte[] plain = ByteBuffer.allocate(Long.BYTES + words.length).putLong(at).put(words).array();
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(plain);
      return ByteBuffer.allocate(HEAD + sealed.length).put(VERSION).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES in GCM", e);
    }
  }

  /** What was sealed under the name; null for whatever else stands there. */
  @Nullable Opened open(byte[] name, byte[] content) {
    if (content.length < HEAD + Long.BYTES + TAG
        || content.length > LONGEST
        || content[0] != VERSION) {
      return null;
    }
    byte[] nonce = Arrays.copyOfRange(content, 1, HEAD);
    try {
      ByteBuffer plain =
          ByteBuffer.wrap(
              cipher(Cipher.DECRYPT_MODE, name, nonce)
                  .doFinal(content, HEAD, content.length - HEAD));
      long at = plain.getLong();
      return new Opened(StandardCharsets.UTF_8.decode(plain).toString(), at);
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES in GCM", e);
    }
  }

  /** Each name has a key of its own, so that no nonce is likely to come twice under one. */
  private Cipher cipher(int mode, byte[] name, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(hmac(contents, name), "AES"), new GCMParameterSpec(TAG * 8, nonce));
    cipher.updateAAD(new byte[] {VERSION});
    return cipher;
  }

  private static byte[] hmac(SecretKeySpec key, byte[] text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "SharedSeal[not shown]";
  }
}
