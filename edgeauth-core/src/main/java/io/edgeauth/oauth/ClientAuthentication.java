package io.edgeauth.oauth;

import io.edgeauth.event.FileEvent;
import io.edgeauth.keys.Secret;
import io.edgeauth.oauth.ClientCredentials.Fault;
import io.edgeauth.outbound.ClientCertificate;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.OutboundForm;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Proves to an authorization server who is asking. The files that it needs are watched; one that
 * cannot be used any more leaves the last good content in use, and an event tells.
 *
 * <p>Leased: equal credentials share one. Any number of threads may use it at once; it does not
 * block.
 */
public final class ClientAuthentication implements AutoCloseable {

  private record Lease(ClientCredentials credentials, OutboundSettings outbound) {}

  private final ClientCredentials credentials;
  private final EdgeRuntime runtime;
  private final @Nullable OutboundClient shower;
  private final List<Watch> watches = new ArrayList<>();
  private volatile ClientProof proof;
  private volatile byte[] material = {};

  private ClientAuthentication(
      ClientCredentials credentials, OutboundSettings outbound, EdgeRuntime runtime) {
    this.credentials = credentials;
    this.runtime = runtime;
    // Before the first certificate is read, so that one that is replaced is forgotten.
    this.shower = credentials.method() == ClientMethod.TLS ? runtime.outbound(outbound) : null;
    watch(credentials.secret() == null ? null : credentials.secret().file());
    watch(credentials.keyFile());
    try {
      this.proof = read();
      this.material = readMaterial();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Opens it, and reads its files.
   *
   * @param credentials who is asking
   * @param outbound what holds for calls out: those that show a certificate are made under it
   * @param runtime the runtime, while a generation is built
   * @return it; do not close it
   * @throws InvalidClientException if the credentials cannot be used, with everything that is wrong
   */
  public static ClientAuthentication open(
      ClientCredentials credentials, OutboundSettings outbound, EdgeRuntime runtime) {
    List<Fault> faults = credentials.faults();
    if (!faults.isEmpty()) {
      throw new InvalidClientException(faults);
    }
    return runtime
        .leases()
        .take(
            new Lease(credentials, outbound),
            () -> new ClientAuthentication(credentials, outbound, runtime));
  }

  private ClientProof read() {
    String id = credentials.clientId();
    return switch (credentials.method()) {
      case BASIC -> SecretProof.basic(id, Objects.requireNonNull(credentials.secret()));
      case POST -> SecretProof.post(id, Objects.requireNonNull(credentials.secret()));
      case BEARER -> SecretProof.bearer(Objects.requireNonNull(credentials.secret()));
      case PRIVATE_KEY_JWT ->
          AssertionProof.read(id, Objects.requireNonNull(credentials.keyFile()), runtime.clock());
      case TLS ->
          new CertificateProof(
              id,
              KeyMaterial.read(
                  Objects.requireNonNull(credentials.keyFile()), credentials.secret()));
    };
  }

  /** What nobody has but this client and its server: its secret and its key. */
  private byte[] readMaterial() {
    Secret secret = credentials.secret();
    Path key = credentials.keyFile();
    try {
      byte[] first = secret == null ? new byte[0] : secret.read();
      byte[] last = key == null ? new byte[0] : Files.readAllBytes(key);
      return ByteBuffer.allocate(Integer.BYTES + first.length + last.length)
          .putInt(first.length)
          .put(first)
          .put(last)
          .array();
    } catch (IOException e) {
      throw new UncheckedIOException("read a moment ago, and now it cannot be read", e);
    }
  }

  private void watch(@Nullable Path file) {
    if (file != null) {
      watches.add(runtime.files().watch(file, () -> readAgain(file)));
      runtime.exposedFiles().lookAtSecret(file);
    }
  }

  private synchronized void readAgain(Path file) {
    String fault = "";
    try {
      ClientCertificate before = proof.certificate();
      proof = read();
      byte[] now = readMaterial();
      if (!Arrays.equals(now, material)) {
        material = now;
      }
      if (before != null && shower != null) {
        shower.forget(before);
      }
    } catch (InvalidClientException | UncheckedIOException e) {
      fault = String.valueOf(e.getMessage());
    }
    runtime
        .events()
        .publish(new FileEvent(runtime.clock().instant(), file.toString(), fault.isEmpty(), fault));
  }

  /**
   * Adds the proof to a form.
   *
   * @param form what is to be posted
   * @param audience whom the form goes to, where the proof names it: the server's issuer, or the
   *     address of its endpoint
   */
  public void prove(OutboundForm form, String audience) {
    proof.addTo(form, audience);
  }

  /**
   * What keys can be made of that all instances of this client have, and nobody else but its
   * server.
   *
   * @return bytes that are not to be shown, nor changed; the same array until the secret or the key
   *     is another
   */
  public byte[] material() {
    return material;
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }

  @Override
  public String toString() {
    return "ClientAuthentication[not shown]";
  }
}
