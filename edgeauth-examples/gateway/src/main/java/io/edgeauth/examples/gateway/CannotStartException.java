package io.edgeauth.examples.gateway;

import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;

/** The gateway cannot start; the message says for people what is in its way. */
final class CannotStartException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  private CannotStartException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Says what is in the way. Jetty begins with TLS and with listening in one call; the kind of
   * failure says which it was.
   */
  static CannotStartException of(Exception failure, ListenAddress address) {
    return failure instanceof CannotStartException told
        ? told
        : new CannotStartException(message(failure, address), failure);
  }

  private static String message(Exception failure, ListenAddress address) {
    if (failure instanceof PemException || failure instanceof GeneralSecurityException) {
      return "cannot serve TLS with gateway.tls.certificate and key: " + reason(failure);
    }
    if (failure instanceof IOException || failure instanceof UnresolvedAddressException) {
      return "cannot listen on " + address + ": " + reason(failure);
    }
    return "cannot start: " + reason(failure);
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause();
    if (cause != null) {
      return reason(cause);
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
