package io.edgeauth.keys;

/** A key set could not be read. The message says why, without key material. */
final class KeySetException extends Exception {

  private static final long serialVersionUID = 1L;

  KeySetException(String message) {
    super(message);
  }
}
