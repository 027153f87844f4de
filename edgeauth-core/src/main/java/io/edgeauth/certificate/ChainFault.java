package io.edgeauth.certificate;

import io.edgeauth.reason.Reason;

/** Why a chain does not count. It stays in this package: outside it is a verdict. */
final class ChainFault extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  /**
   * Makes one.
   *
   * @param reason what the client is refused for
   * @param detail for the audit log alone
   */
  ChainFault(Reason reason, String detail) {
    super(detail, null, false, false); // a client chooses when it is thrown: no stack to fill
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
