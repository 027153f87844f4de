package io.edgeauth.authn.apikey;

/**
 * A store cannot be asked now, or cannot keep what it was given. Nothing has changed then, unless
 * the message says that it may have: a database that falls silent while it confirms a change leaves
 * nobody who knows. The message is for operators and holds neither keys nor hashes.
 */
public final class ApiKeyStoreException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean ofOneKey;

  /**
   * Says what failed.
   *
   * @param message for operators
   */
  public ApiKeyStoreException(String message) {
    this(message, false);
  }

  private ApiKeyStoreException(String message, boolean ofOneKey) {
    super(message);
    this.ofOneKey = ofOneKey;
  }

  /**
   * Says what failed, and why.
   *
   * @param message for operators
   * @param cause why
   */
  public ApiKeyStoreException(String message, Throwable cause) {
    super(message, cause);
    this.ofOneKey = false;
  }

  /**
   * Says that what is kept of one key cannot be read, while the store answers for the others: they
   * are asked for as before.
   *
   * @param message for operators
   * @return what to throw
   */
  public static ApiKeyStoreException ofOneKey(String message) {
    return new ApiKeyStoreException(message, true);
  }

  boolean isOfOneKey() {
    return ofOneKey;
  }
}
