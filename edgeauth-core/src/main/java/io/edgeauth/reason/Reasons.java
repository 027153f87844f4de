package io.edgeauth.reason;

final class Reasons {
  private Reasons() {}
}
