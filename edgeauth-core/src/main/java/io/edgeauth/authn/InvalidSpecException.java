package io.edgeauth.authn;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A specification of an authenticator is incomplete or contradicts itself. It tells everything that
 * is wrong at once, each under the key of the configuration that says it.
 */
public final class InvalidSpecException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * One thing that is wrong.
   *
   * @param key the key below the authenticator's kind, such as {@code audience} or {@code
   *     jwks.cooldown}
   * @param message what was found and what is expected; never a secret
   */
  public record Fault(String key, String message) {

    @Override
    public String toString() {
      return key + ": " + message;
    }
  }

  private final transient List<Fault> faults;

  /**
   * Tells what is wrong.
   *
   * @param faults at least one
   */
  public InvalidSpecException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    this.faults = List.copyOf(faults);
  }

  /**
   * What is wrong.
   *
   * @return at least one
   */
  public List<Fault> faults() {
    return faults;
  }
}
