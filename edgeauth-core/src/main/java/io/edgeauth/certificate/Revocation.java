package io.edgeauth.certificate;

import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SharedCalls;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a certificate of a path was revoked, from what is held or by asking. A request waits
 * for all of it at most the total timeout; the asking goes on for the next one.
 */
final class Revocation implements AutoCloseable {

  /** How far the responder is gone to for an answer. */
  private enum Asking {
    /** What it has said before. */
    HELD,
    /** What it says now. */
    NOW,
    /** It did not answer in time: it cannot say, and lists count where they are asked too. */
    GIVEN_UP
  }

  private static final int MAX_CONCURRENT = 16;

  /** For how long a list counts where the responder would have been asked first. */
  private static final Duration INSTEAD = Duration.ofMinutes(1);

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
    RevocationStatus held = of(path, now, Asking.HELD);
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
    RevocationStatus listed = of(path, runtime.clock().instant(), Asking.GIVEN_UP);
    if (!(listed instanceof RevocationStatus.Undetermined)) {
      return listed;
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
    return of(path, runtime.clock().instant(), Asking.NOW);
  }

  /**
   * What is certain of one certificate decides for all; the trusted authority is not asked about.
   */
  private RevocationStatus of(List<CertificateContent> path, Instant now, Asking asking) {
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
      CertificateContent certificate, CertificateContent issuer, Instant now, Asking asking) {
    if (responder == null) {
      return lists == null
          ? new RevocationStatus.Good(Instant.MAX)
          : lists.status(certificate, issuer, now);
    }
    RevocationStatus said =
        switch (asking) {
          case HELD -> responder.known(certificate, issuer, now);
          case NOW -> responder.ask(certificate, issuer);
          case GIVEN_UP -> responder.unanswered(certificate, issuer);
        };
    if (said == null) {
      return new RevocationStatus.Undetermined("the responder was not asked yet");
    }
    boolean decides =
        said instanceof RevocationStatus.Good || said instanceof RevocationStatus.Revoked;
    return lists == null || decides ? said : listed(lists, certificate, issuer, now, said);
  }

  /** What lists say of a certificate, of which the responder cannot say enough for now. */
  private static RevocationStatus listed(
      RevocationLists lists,
      CertificateContent certificate,
      CertificateContent issuer,
      Instant now,
      RevocationStatus said) {
    RevocationStatus listed = lists.status(certificate, issuer, now);
    if (listed instanceof RevocationStatus.Good good) {
      Instant soon = now.plus(INSTEAD);
      return good.until().isBefore(soon) ? good : new RevocationStatus.Good(soon);
    }
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
