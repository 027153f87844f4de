package io.edgeauth.certificate;

import io.edgeauth.runtime.EdgeRuntime;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** All configured lists of revocations. */
final class RevocationLists implements AutoCloseable {

  private final List<FileLists> files = new ArrayList<>();
  private final List<FetchedLists> fetched = new ArrayList<>();
  private final AtomicLong generation = new AtomicLong(1);

  RevocationLists(RevocationSettings settings, EdgeRuntime runtime) {
    try {
      for (Path file : settings.crlFiles()) {
        files.add(new FileLists(file, runtime, generation::incrementAndGet));
      }
    } catch (IllegalArgumentException e) {
      close();
      throw e;
    }
    for (URI url : settings.crlUrls()) {
      fetched.add(new FetchedLists(url, settings, runtime, generation::incrementAndGet));
    }
  }

  /** Another after every change: what was validated before counts no more. */
  long generation() {
    return generation.get();
  }

  /** What the lists that are held say: one that revokes decides, else one that speaks of it. */
  RevocationStatus status(CertificateContent certificate, CertificateContent issuer, Instant now) {
    RevocationStatus nothing =
        new RevocationStatus.Undetermined("no list of revocations of its issuer is held");
    RevocationStatus said = said(held(), certificate, issuer, now, nothing);
    return said instanceof RevocationStatus.Undetermined
        ? said(replaced(), certificate, issuer, now, said)
        : said;
  }

  private static RevocationStatus said(
      List<RevocationList> lists,
      CertificateContent certificate,
      CertificateContent issuer,
      Instant now,
      RevocationStatus best) {
    for (RevocationList list : lists) {
      if (!list.isAbout(certificate)) {
        continue;
      }
      RevocationStatus status = list.status(certificate, issuer, now);
      if (status instanceof RevocationStatus.Revoked) {
        return status;
      }
      if (!(best instanceof RevocationStatus.Good)) {
        best = status;
      }
    }
    return best;
  }

  private List<RevocationList> held() {
    List<RevocationList> held = new ArrayList<>();
    files.forEach(file -> held.addAll(file.lists()));
    fetched.forEach(address -> held.addAll(address.lists()));
    return held;
  }

  private List<RevocationList> replaced() {
    List<RevocationList> replaced = new ArrayList<>();
    fetched.forEach(address -> replaced.addAll(address.replaced()));
    return replaced;
  }

  /** Whether a fetch might say more now. */
  boolean isWanting(Instant now) {
    return fetched.stream().anyMatch(address -> address.isWanting(now));
  }

  /** Blocks; not for a request's thread. */
  void fetchWanting() {
    fetched.forEach(FetchedLists::fetchIfWanting);
  }

  @Override
  public void close() {
    files.forEach(FileLists::close);
    fetched.forEach(FetchedLists::close);
  }
}
