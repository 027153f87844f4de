package io.edgeauth.authn.apikey;

import io.edgeauth.event.FileEvent;
import io.edgeauth.keys.Secret;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The peppers that are in force. One that is in a file is read again when that changes; one that
 * cannot be read then leaves the last good ones in use.
 */
final class Peppers implements AutoCloseable {

  private final List<Secret> secrets;
  private final EdgeRuntime runtime;
  private final List<Watch> watches = new ArrayList<>();
  private volatile ApiKeyHasher hasher;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException if one cannot be read or is too short; the message says what
   *     is expected
   */
  Peppers(List<Secret> secrets, EdgeRuntime runtime) {
    this.secrets = List.copyOf(secrets);
    this.runtime = runtime;
    for (Secret secret : secrets) {
      Path file = secret.file();
      if (file != null) {
        watches.add(runtime.files().watch(file, () -> readAgain(file)));
        runtime.exposedFiles().lookAtSecret(file);
      }
    }
    try {
      hasher = read();
    } catch (IllegalArgumentException e) {
      close();
      throw e;
    }
  }

  ApiKeyHasher hasher() {
    return hasher;
  }

  private ApiKeyHasher read() {
    List<byte[]> peppers = new ArrayList<>();
    for (Secret secret : secrets) {
      byte[] bytes;
      try {
        bytes = secret.read();
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "cannot be read from " + secret.file() + " (expected: a file with the secret)", e);
      }
      String fault = Secret.fault(bytes);
      if (fault != null) {
        throw new IllegalArgumentException(fault);
      }
      peppers.add(bytes);
    }
    return new ApiKeyHasher(peppers);
  }

  private void readAgain(Path file) {
    String fault = "";
    try {
      hasher = read();
    } catch (IllegalArgumentException e) {
      fault = String.valueOf(e.getMessage());
    }
    runtime
        .events()
        .publish(new FileEvent(runtime.clock().instant(), file.toString(), fault.isEmpty(), fault));
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }
}
