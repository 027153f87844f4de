package io.edgeauth.examples.gateway;

import java.nio.file.Path;

/** Says what is wrong with a PEM file, and never what it holds. */
final class PemException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Path file;

  PemException(Path file, String message) {
    super(message);
    this.file = file;
  }

  Path file() {
    return file;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
