package io.edgeauth.outbound;

/**
 * A call out did not bring a whole answer in time. The message names the address and the trouble,
 * never what was sent.
 */
public final class OutboundException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Tells of trouble.
   *
   * @param message the address and the trouble, never what was sent
   */
  public OutboundException(String message) {
    super(message);
  }
}
