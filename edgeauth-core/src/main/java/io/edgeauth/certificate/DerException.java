package io.edgeauth.certificate;

/** Bytes that are not what they should be. The message quotes none of them. */
final class DerException extends Exception {

  private static final long serialVersionUID = 1L;

  DerException(String message) {
    super(message, null, false, false); // a client chooses when it is thrown: no stack to fill
  }
}
