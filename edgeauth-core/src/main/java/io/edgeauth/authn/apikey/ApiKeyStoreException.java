package io.edgeauth.authn.apikey;

/**
 * A store cannot be asked now, or cannot keep what it was given: nothing has changed then. The
 * message is for operators and holds neither keys nor hashes.
 */
public final class ApiKeyStoreException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Says what failed.
   *
   * @param message for operators
   */
  public ApiKeyStoreException(String message) {
    super(message);
  }

  /**
   * Says what failed, and why.
   *
   * @param message for operators
   * @param cause why
   */
  public ApiKeyStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
