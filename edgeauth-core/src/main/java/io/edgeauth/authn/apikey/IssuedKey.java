package io.edgeauth.authn.apikey;

/**
 * A key that was just made. This is the only time that EdgeAuth knows it: show it to its owner now.
 *
 * @param key what is known of it
 * @param secret the key as its owner sends it
 */
public record IssuedKey(ApiKey key, String secret) {

  /** Shows the id alone. */
  @Override
  public String toString() {
    return "IssuedKey[" + key.id() + "]";
  }
}
