package io.edgeauth.reason;

import java.util.regex.Pattern;

/**
 * Why a request was refused: a stable code for metrics, audit log and tests, and the HTTP status
 * that goes with it.
 */
public record Reason(String code, int status) {

  private static final Pattern CODE = Pattern.compile("[a-z]{2,}(-[a-z]+)*");

  public Reason {
    if (!CODE.matcher(code).matches()) throw new IllegalArgumentException("x");
  }
}
