package io.edgeauth.certificate;

import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SharedCalls;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a certificate of a path was revoked, from what is held or by asking. A request waits
 * for all of it at most the total timeout; the asking goes on for the next one.
 */
final class Revocation implements AutoCloseable {

  private static final int MAX_CONCURRENT = 16;

  private final RevocationSettings settings;
  private final EdgeRuntime runtime;
  private final @Nullable RevocationLists lists;
  private final @Nullable OcspResponder responder;
  private final @Nullable SharedCalls<Thumbprint, RevocationStatus> calls;

  Revocation(RevocationSettings settings, EdgeRuntime runtime) {
    this.settings = settings;
    this.runtime = runtime;
    this.lists = settings.mode().usesLists() ? new RevocationLists(settings, runtime) : null;
    URI url = settings.ocspUrl();
    this.responder = url == null ? null : new OcspResponder(url, settings, runtime);
    this.calls =
        url == null && settings.crlUrls().isEmpty()
            ? null
            : new SharedCalls<>(
                "edgeauth-revocation", MAX_CONCURRENT, settings.totalTimeout(), runtime.ticker());
  }

  boolean isSoft() {
    return settings.softFail();
  }

  long generation() {
    return lists == null ? 0 : lists.generation();
  }

  /**
   * Says what is known of a path.
   *
   * @param chain tells it from others
   * @param path verified, the trusted authority last
   */
  RevocationStatus status(Thumbprint chain, List<CertificateContent> path) {
    Instant now = runtime.clock().instant();
    RevocationStatus held = of(path, now, false);
    boolean mightSayMore =
        (responder != null && held instanceof RevocationStatus.Undetermined)
            || (lists != null && lists.isWanting(now) && !(held instanceof RevocationStatus.Good));
    if (calls == null || !mightSayMore || held instanceof RevocationStatus.Revoked) {
      return held;
    }
    SharedCalls.Outcome<RevocationStatus> outcome = calls.run(chain, () -> asked(path));
    if (outcome instanceof SharedCalls.Outcome.Done<RevocationStatus> done) {
      return done.result();
    }
    return new RevocationStatus.Undetermined(
        outcome instanceof SharedCalls.Outcome.Busy
            ? "too many certificates are being asked about"
            : "no answer within " + settings.totalTimeout());
  }

  private RevocationStatus asked(List<CertificateContent> path) {
    if (lists != null) {
      lists.fetchWanting();
    }
    return of(path, runtime.clock().instant(), true);
  }

  /**
   * What is certain of one certificate decides for all; the trusted authority is not asked about.
   */
  private RevocationStatus of(List<CertificateContent> path, Instant now, boolean asking) {
    Instant until = Instant.MAX;
    RevocationStatus trouble = null;
    for (int i = 0; i + 1 < path.size(); i++) {
      RevocationStatus status = of(path.get(i), path.get(i + 1), now, asking);
      if (status instanceof RevocationStatus.Good good) {
        until = good.until().isBefore(until) ? good.until() : until;
      } else if (status instanceof RevocationStatus.Revoked) {
        return status;
      } else if (trouble == null || status instanceof RevocationStatus.Unknown) {
        trouble = status;
      }
    }
    return trouble == null ? new RevocationStatus.Good(until) : trouble;
  }

  private RevocationStatus of(
      CertificateContent certificate, CertificateContent issuer, Instant now, boolean asking) {
    RevocationStatus said = null;
    if (responder != null) {
      said =
          asking ? responder.ask(certificate, issuer) : responder.known(certificate, issuer, now);
      if (said == null) {
        return new RevocationStatus.Undetermined("the responder was not asked yet");
      }
      if (lists == null
          || said instanceof RevocationStatus.Good
          || said instanceof RevocationStatus.Revoked) {
        return said;
      }
    }
    if (lists == null) {
      return new RevocationStatus.Good(Instant.MAX);
    }
    RevocationStatus listed = lists.status(certificate, issuer, now);
    return said instanceof RevocationStatus.Unknown
            && listed instanceof RevocationStatus.Undetermined
        ? said
        : listed;
  }

  @Override
  public void close() {
    if (calls != null) {
      calls.close();
    }
    if (lists != null) {
      lists.close();
    }
  }
}
