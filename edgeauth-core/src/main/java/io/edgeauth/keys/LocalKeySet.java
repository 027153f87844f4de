package io.edgeauth.keys;

import io.edgeauth.event.FileEvent;
import io.edgeauth.event.KeySetEvent;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keys of this machine: a JWK set in a file, or secrets. A file that changes is read again; one
 * that cannot be read, or holds no usable key, leaves the last good keys in use.
 */
final class LocalKeySet implements KeySet {

  /** Reads the keys anew; the message of what it throws says what is wrong. */
  @FunctionalInterface
  private interface Source {
    List<VerificationKey> read() throws IOException, KeySetException;
  }

  private final EdgeRuntime runtime;
  private final Source source;
  private final boolean secret;
  private final List<Watch> watches = new ArrayList<>();
  private volatile KeyIndex keys = KeyIndex.EMPTY;

  private LocalKeySet(EdgeRuntime runtime, Source source, boolean secret, List<Path> files) {
    this.runtime = runtime;
    this.source = source;
    this.secret = secret;
    for (Path file : files) {
      watches.add(runtime.files().watch(file, () -> readAgain(file)));
    }
    readFirst();
    files.forEach(this::lookAt);
  }

  static LocalKeySet ofFile(Path file, EdgeRuntime runtime) {
    return new LocalKeySet(runtime, () -> keysOf(file, runtime), false, List.of(file));
  }

  static LocalKeySet ofSecrets(List<Secret> secrets, EdgeRuntime runtime) {
    List<Path> files = new ArrayList<>();
    for (Secret secret : secrets) {
      if (secret.file() != null) {
        files.add(secret.file());
      }
    }
    return new LocalKeySet(runtime, () -> List.of(keyOf(secrets)), true, files);
  }

  private static List<VerificationKey> keysOf(Path file, EdgeRuntime runtime)
      throws IOException, KeySetException {
    JwkSetReader.Reading reading = JwkSetReader.read(Files.readAllBytes(file));
    for (String ignored : reading.ignored()) {
      runtime
          .events()
          .publish(
              new KeySetEvent(
                  runtime.clock().instant(),
                  file.toString(),
                  KeySetEvent.Change.KEY_IGNORED,
                  reading.keys().size(),
                  ignored));
    }
    if (reading.keys().isEmpty()) {
      throw new KeySetException("it holds no usable key: " + reading.whyIgnored());
    }
    return reading.keys();
  }

  private static VerificationKey keyOf(List<Secret> secrets) throws IOException, KeySetException {
    List<SecretKeySpec> keys = new ArrayList<>();
    for (Secret secret : secrets) {
      byte[] bytes = secret.read();
      String fault = Secret.fault(bytes);
      if (fault != null) {
        throw new KeySetException(
            secrets.size() == 1
                ? fault
                : "secret " + (keys.size() + 1) + " of " + secrets.size() + ": " + fault);
      }
      keys.add(new SecretKeySpec(bytes, "HMAC"));
    }
    return VerificationKey.ofSecrets(keys);
  }

  private void readFirst() {
    try {
      keys = KeyIndex.of(source.read());
    } catch (IOException | KeySetException e) {
      close();
      throw new IllegalArgumentException(describe(e), e);
    }
  }

  private void readAgain(Path file) {
    boolean taken = true;
    String detail = "";
    try {
      keys = keys.replacedBy(source.read());
    } catch (IOException | KeySetException e) {
      taken = false;
      detail = describe(e);
    }
    runtime
        .events()
        .publish(new FileEvent(runtime.clock().instant(), file.toString(), taken, detail));
    lookAt(file);
  }

  private void lookAt(Path file) {
    if (secret) {
      runtime.exposedFiles().lookAtSecret(file);
    } else {
      runtime.exposedFiles().lookAt(file);
    }
  }

  private static String describe(Exception e) {
    return e instanceof IOException
        ? "cannot be read (" + e.getClass().getSimpleName() + ": " + e.getMessage() + ")"
        : String.valueOf(e.getMessage());
  }

  @Override
  public KeyLookup find(@Nullable String keyId, JwsAlgorithm algorithm) {
    // A shared secret has no id here; a kid that the issuer writes all the same says nothing.
    VerificationKey key = keys.find(secret ? null : keyId, algorithm);
    return key == null ? KeyLookup.NotFound.INSTANCE : new KeyLookup.Found(key);
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }
}
