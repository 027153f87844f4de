package io.edgeauth.http;

/**
 * One header line.
 *
 * @param name the name, in the case in which it is to be sent
 * @param value the value
 */
public record HeaderField(String name, String value) {

  /** Never a credential: {@code Authorization} shows its name alone. */
  @Override
  public String toString() {
    return HeaderName.same(name, "Authorization") ? name + ": (not shown)" : name + ": " + value;
  }
}
