package io.edgeauth.certificate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgeauth.certificate.ChainVerdict.Refused;
import io.edgeauth.certificate.ChainVerdict.Trusted;
import io.edgeauth.certificate.ChainVerdict.Undecided;
import io.edgeauth.event.RevocationEvent;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SingleFlight;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a chain of certificates counts. What passed is remembered by the digest of the
 * whole chain, as long as all of it is valid and neither the trust store nor a list of revocations
 * has changed; so a chain that was seen before costs a look-up.
 *
 * <p>Any number of threads may use it at once. Only so many new chains are judged at once, and each
 * in bounded work (M21). It blocks where somebody is asked about revocations, at most for the total
 * timeout of that. No exception leaves it, whatever a client sends.
 */
public final class ChainValidator implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ChainValidator.class);

  private static final long MAX_REMEMBERED_BYTES = 64L * 1024 * 1024;

  /** A certificate holds its bytes, and what the JDK and we read from them. */
  private static final int BYTES_FACTOR = 4;

  private static final int MAX_WAITERS = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** For how long a chain passes that nobody could say anything about. */
  private static final Duration SOFT = Duration.ofMinutes(1);

  private record Remembered(
      Trusted verdict,
      Instant from,
      Instant until,
      long trustGeneration,
      long revocationGeneration,
      int bytes) {}

  private final EdgeRuntime runtime;
  private final TrustStore trust;
  private final Revocation revocation;
  private final PathFinder paths;
  private final int maxCertificates;
  private final Semaphore places =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
  private final SingleFlight<Thumbprint, ChainVerdict> flights;
  private final ChainDigests digests = new ChainDigests();
  private final Cache<Thumbprint, Remembered> remembered =
      Caffeine.newBuilder()
          .maximumWeight(MAX_REMEMBERED_BYTES)
          .weigher((Thumbprint chain, Remembered of) -> of.bytes())
          .executor(Runnable::run)
          .build();

  private ChainValidator(ChainSettings settings, TrustStore trust, EdgeRuntime runtime) {
    this.runtime = runtime;
    this.trust = trust;
    this.revocation = new Revocation(settings.revocation(), runtime);
    this.paths = new PathFinder(settings);
    this.maxCertificates = settings.maxDepth() + 1;
    this.flights =
        new SingleFlight<>(
            MAX_WAITERS, settings.revocation().totalTimeout().plus(PATIENCE).plus(PATIENCE));
  }

  /**
   * Opens a validator.
   *
   * @param settings which chains count
   * @param runtime its time, files, events and client; a generation is being built on it where
   *     revocations are fetched
   * @return the validator; close it
   * @throws IllegalArgumentException if the trust store, or a list of revocations, cannot be used;
   *     the message says what is expected
   */
  public static ChainValidator open(ChainSettings settings, EdgeRuntime runtime) {
    TrustStore trust =
        TrustStore.open(settings.trustStore(), settings.trustStorePassword(), runtime);
    try {
      return new ChainValidator(settings, trust, runtime);
    } catch (RuntimeException e) {
      trust.close();
      throw e;
    }
  }

  /**
   * The authorities that are trusted.
   *
   * @return the trust store; do not close it
   */
  public TrustStore trustStore() {
    return trust;
  }

  /**
   * Judges a chain.
   *
   * @param chain the client's certificate first, each followed by its issuer; the trusted authority
   *     may be left out
   * @return whether it counts, and whom it names
   */
  public ChainVerdict validate(List<X509Certificate> chain) {
    try {
      if (chain.isEmpty()) {
        return new Refused(Reasons.CERTIFICATE_MALFORMED, "a chain of nothing");
      }
      if (chain.size() > maxCertificates) {
        return new Refused(Reasons.CERTIFICATE_DEPTH, "a chain of " + chain.size());
      }
      Thumbprint before = digests.remembered(chain);
      Thumbprint digest = before == null ? ChainDigests.of(chain) : before;
      Trusted known = known(digest);
      if (known != null) {
        if (before == null) {
          digests.remember(chain, digest);
        }
        return known;
      }
      ChainVerdict verdict = flights.run(digest, () -> judged(digest, List.copyOf(chain)));
      return verdict == null ? busy() : verdict;
    } catch (CertificateEncodingException | RuntimeException e) {
      return broken(e);
    }
  }

  private @Nullable Trusted known(Thumbprint digest) {
    Remembered found = remembered.getIfPresent(digest);
    if (found == null) {
      return null;
    }
    Instant now = runtime.clock().instant();
    boolean holds =
        found.trustGeneration == trust.generation()
            && found.revocationGeneration == revocation.generation()
            && !now.isBefore(found.from)
            && !now.isAfter(found.until);
    return holds ? found.verdict : null;
  }

  private ChainVerdict judged(Thumbprint digest, List<X509Certificate> chain) {
    try {
      Trusted known = known(digest); // another may have just finished
      return known == null ? judgedAnew(digest, chain) : known;
    } catch (ChainFault e) {
      return new Refused(e.reason(), e.detail());
    } catch (RuntimeException | StackOverflowError e) {
      return broken(e);
    }
  }

  /** What we did not think of is refused like what we did. */
  private static Refused broken(Throwable e) {
    log.debug("a chain that cannot be judged", e);
    return new Refused(Reasons.CERTIFICATE_MALFORMED, "it cannot be judged: " + e);
  }

  private ChainVerdict judgedAnew(Thumbprint digest, List<X509Certificate> chain)
      throws ChainFault {
    long revocationGeneration = revocation.generation(); // before it is asked
    TrustStore.Authorities authorities = trust.authorities();
    if (!acquired()) {
      return busy();
    }
    List<CertificateContent> path;
    CertificateNames names;
    try {
      path = paths.find(chain, authorities, runtime.clock().instant());
      names = CertificateNames.of(path.get(0));
    } finally {
      places.release();
    }
    RevocationStatus status = revocation.status(digest, path);
    if (status instanceof RevocationStatus.Revoked revoked) {
      return new Refused(Reasons.CERTIFICATE_REVOKED, revoked.detail());
    }
    if (status instanceof RevocationStatus.Unknown unknown) {
      return new Refused(Reasons.REVOCATION_UNKNOWN, unknown.detail());
    }
    Instant until;
    if (status instanceof RevocationStatus.Good good) {
      until = good.until();
    } else {
      String detail = ((RevocationStatus.Undetermined) status).detail();
      if (!revocation.isSoft()) {
        return new Undecided(Reasons.REVOCATION_UNAVAILABLE, detail, RETRY);
      }
      until = softly(path.get(0), detail);
    }
    CertificateContent leaf = path.get(0);
    Trusted verdict = new Trusted(leaf.certificate(), names, Thumbprint.ofEncoded(leaf.encoded()));
    remember(digest, verdict, path, until, authorities.generation(), revocationGeneration);
    return verdict;
  }

  private boolean acquired() {
    try {
      return places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Instant softly(CertificateContent leaf, String detail) {
    Instant now = runtime.clock().instant();
    runtime
        .events()
        .publish(
            new RevocationEvent(
                now, leaf.subject().toString(), RevocationEvent.Change.SOFT_FAILED, detail));
    return now.plus(SOFT);
  }

  private void remember(
      Thumbprint digest,
      Trusted verdict,
      List<CertificateContent> path,
      Instant revocationUntil,
      long trustGeneration,
      long revocationGeneration) {
    Instant from = Instant.MIN;
    Instant until = revocationUntil;
    for (CertificateContent certificate : path) {
      from = certificate.notBefore().isAfter(from) ? certificate.notBefore() : from;
      until = certificate.notAfter().isBefore(until) ? certificate.notAfter() : until;
    }
    int bytes = BYTES_FACTOR * path.get(0).encoded().length;
    remembered.put(
        digest, new Remembered(verdict, from, until, trustGeneration, revocationGeneration, bytes));
  }

  private static Undecided busy() {
    return new Undecided(
        Reasons.VERIFICATION_BUSY, "too many chains are being judged at once", RETRY);
  }

  @Override
  public void close() {
    trust.close();
    revocation.close();
  }
}
