package io.edgeauth.reason;

import java.util.regex.Pattern;

/**
 * Why a request was refused: a stable code for metrics, audit log and tests, and the HTTP status
 * that the client gets for it.
 *
 * <p>A value, not an enum, so that authenticators and policies outside EdgeAuth can have reasons of
 * their own. Make each one once, as a constant, and name it in {@code reasons()} of its
 * authenticator or policy: codes become metric tags, which must stay few.
 *
 * @param code lower-case words joined by hyphens, at most 64 characters: {@code token-expired}
 * @param status the HTTP status, 400 to 599
 */
public record Reason(String code, int status) {

  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /**
   * Checks the form of the code and the range of the status.
   *
   * @throws IllegalArgumentException if either is not as described; a mistake in the code that
   *     declares it
   */
  public Reason {
    if (code.length() > 64 || !CODE.matcher(code).matches()) {
      throw new IllegalArgumentException(
          "reason code: " + code + " (expected: words like token-expired, at most 64 characters)");
    }
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException(
          "status of " + code + ": " + status + " (expected: 400 to 599)");
    }
  }
}
