package io.edgeauth.certificate;

import io.edgeauth.event.FileEvent;
import io.edgeauth.keys.Secret;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The authorities that are trusted, read from a watched file. A file that is empty or broken leaves
 * those that were read last in use, with an event (M20). Every change has a number, so that what
 * was validated before it counts no more (M18).
 *
 * <p>Any number of threads may use it at once; only opening blocks.
 */
public final class TrustStore implements AutoCloseable {

  /**
   * What was read.
   *
   * @param generation its number
   * @param bySubject the authorities by their names, several of which may have the same
   */
  record Authorities(long generation, Map<X500Principal, List<CertificateContent>> bySubject) {

    static Authorities of(long generation, List<CertificateContent> authorities) {
      Map<X500Principal, List<CertificateContent>> bySubject = new HashMap<>();
      for (CertificateContent authority : authorities) {
        bySubject
            .computeIfAbsent(authority.subjectName(), name -> new ArrayList<>())
            .add(authority);
      }
      return new Authorities(generation, Map.copyOf(bySubject));
    }

    List<CertificateContent> named(X500Principal name) {
      return bySubject.getOrDefault(name, List.of());
    }
  }

  private final EdgeRuntime runtime;
  private final Path file;
  private final @Nullable Secret password;
  private final List<Watch> watches = new ArrayList<>();
  private volatile Authorities authorities;

  private TrustStore(Path file, @Nullable Secret password, EdgeRuntime runtime) {
    this.runtime = runtime;
    this.file = file;
    this.password = password;
    watches.add(runtime.files().watch(file, () -> readAgain(file)));
    Path passwordFile = password == null ? null : password.file();
    if (passwordFile != null) {
      watches.add(runtime.files().watch(passwordFile, () -> readAgain(passwordFile)));
    }
    try {
      this.authorities = Authorities.of(1, TrustStoreFile.read(file, password));
    } catch (IllegalArgumentException e) {
      close();
      throw e;
    }
    lookAtFiles();
  }

  /**
   * Opens a trust store.
   *
   * @param file a PEM bundle or PKCS#12
   * @param password of PKCS#12, or null for PEM
   * @param runtime watches the file, and is told of changes
   * @return the trust store; close it
   * @throws IllegalArgumentException if it cannot be used; the message says what is expected
   */
  public static TrustStore open(Path file, @Nullable Secret password, EdgeRuntime runtime) {
    return new TrustStore(file, password, runtime);
  }

  private synchronized void readAgain(Path changed) {
    String fault = "";
    try {
      List<CertificateContent> read = TrustStoreFile.read(file, password);
      authorities = Authorities.of(authorities.generation + 1, read);
    } catch (IllegalArgumentException e) {
      fault = String.valueOf(e.getMessage());
    }
    runtime
        .events()
        .publish(
            new FileEvent(runtime.clock().instant(), changed.toString(), fault.isEmpty(), fault));
    lookAtFiles();
  }

  private void lookAtFiles() {
    runtime.exposedFiles().lookAt(file);
    if (password != null && password.file() != null) {
      runtime.exposedFiles().lookAtSecret(password.file());
    }
  }

  Authorities authorities() {
    return authorities;
  }

  /**
   * The number of what is trusted now: another after every change.
   *
   * @return 1 or more
   */
  public long generation() {
    return authorities.generation;
  }

  /**
   * The authorities that are trusted now, for a server that names them to its clients.
   *
   * @return their certificates
   */
  public List<X509Certificate> certificates() {
    return authorities.bySubject.values().stream()
        .flatMap(List::stream)
        .map(CertificateContent::certificate)
        .toList();
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }
}
