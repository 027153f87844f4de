package io.edgeauth.json;

/**
 * Says that bytes are not the strict JSON that was asked for: what is wrong and at which byte,
 * never what stands there.
 *
 * <p>Carries no stack trace: whoever can send bytes can cause it, so it has to cost little.
 */
public final class JsonException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int offset;

  JsonException(String what, int offset) {
    super(what + " at byte " + offset, null, false, false);
    this.offset = offset;
  }

  /**
   * Where the document went wrong.
   *
   * @return the offset in bytes from its beginning
   */
  public int offset() {
    return offset;
  }
}
