package io.edgeauth.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param origin where
 * @param keyPath at which key, such as {@code edgeauth.routes[2].path}; empty for a whole file
 * @param message what was found and what is expected; never a secret
 */
public record Problem(Origin origin, String keyPath, String message) {

  /** Keeps the message on one line, whatever it quotes, and short. */
  public Problem {
    message = Shown.line(message);
  }

  /** Returns {@code edgeauth.yaml:12: edgeauth.routes[2].path: message}. */
  @Override
  public String toString() {
    return keyPath.isEmpty() ? origin + ": " + message : origin + ": " + keyPath + ": " + message;
  }
}
