package io.edgeauth.certificate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgeauth.event.RevocationEvent;
import io.edgeauth.event.RevocationEvent.Change;
import io.edgeauth.outbound.Breaker;
import io.edgeauth.outbound.BreakerSettings;
import io.edgeauth.outbound.OutboundAddress;
import io.edgeauth.outbound.OutboundClient;
import io.edgeauth.outbound.OutboundException;
import io.edgeauth.outbound.OutboundRequest;
import io.edgeauth.outbound.OutboundResponse;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.SingleFlight;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The configured OCSP responder, and what it said. An answer is used again for an hour, and never
 * past its own end; where the responder fails after the hour, until that end.
 */
final class OcspResponder {

  private static final Duration FRESH = Duration.ofHours(1);

  /** Unknown today may be issued a minute later; and a responder that failed is tried again. */
  private static final Duration BRIEF = Duration.ofMinutes(1);

  private static final int MAX_ANSWERS = 10_000;
  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_WAITERS = 256;

  private record Held(OcspAnswer answer, Instant freshUntil) {}

  private final URI url;
  private final RevocationSettings settings;
  private final EdgeRuntime runtime;
  private final OutboundClient client;
  private final Breaker breaker;
  private final SingleFlight<OcspQuestion, RevocationStatus> calls;
  private final AtomicBoolean failing = new AtomicBoolean();
  private final Cache<OcspQuestion, Held> answers =
      Caffeine.newBuilder().maximumSize(MAX_ANSWERS).executor(Runnable::run).build();

  OcspResponder(URI url, RevocationSettings settings, EdgeRuntime runtime) {
    this.url = url;
    this.settings = settings;
    this.runtime = runtime;
    this.client = runtime.outbound(settings.outbound());
    this.breaker = Breaker.of(BreakerSettings.DEFAULTS, runtime.ticker(), stopped -> {});
    this.calls = new SingleFlight<>(MAX_WAITERS, settings.totalTimeout());
  }

  /** What was said within the hour; null where the responder is to be asked. */
  @Nullable RevocationStatus known(
      CertificateContent certificate, CertificateContent issuer, Instant now) {
    try {
      Held held = answers.getIfPresent(OcspQuestion.about(certificate, issuer));
      return held == null || now.isAfter(held.freshUntil)
          ? null
          : status(held.answer, held.freshUntil);
    } catch (DerException e) {
      return new RevocationStatus.Undetermined(String.valueOf(e.getMessage()));
    }
  }

  /** Asks, or waits for who does. Blocks; not for a request's thread. */
  RevocationStatus ask(CertificateContent certificate, CertificateContent issuer) {
    RevocationStatus known = known(certificate, issuer, runtime.clock().instant());
    if (known != null) {
      return known;
    }
    try {
      OcspQuestion question = OcspQuestion.about(certificate, issuer);
      RevocationStatus status = calls.run(question, () -> called(question, issuer));
      return status == null
          ? new RevocationStatus.Undetermined("too many wait for the responder")
          : status;
    } catch (DerException e) {
      return new RevocationStatus.Undetermined(String.valueOf(e.getMessage()));
    }
  }

  /** What is held where the responder does not answer in time. */
  RevocationStatus unanswered(CertificateContent certificate, CertificateContent issuer) {
    try {
      return heldOr(OcspQuestion.about(certificate, issuer), "the responder is late");
    } catch (DerException e) {
      return new RevocationStatus.Undetermined(String.valueOf(e.getMessage()));
    }
  }

  private RevocationStatus called(OcspQuestion question, CertificateContent issuer) {
    if (!breaker.tryAcquire()) {
      return heldOr(question, "the responder fails, and is not called for a while");
    }
    long began = runtime.ticker().read();
    try {
      OcspAnswer answer = answer(question, issuer);
      breaker.succeeded(began);
      if (failing.compareAndSet(true, false)) {
        publish(Change.ANSWERS, "");
      }
      return taken(question, answer);
    } catch (OutboundException | DerException | RuntimeException e) {
      breaker.failed(began);
      String detail = String.valueOf(e.getMessage());
      if (failing.compareAndSet(false, true)) {
        publish(Change.FAILED, detail);
      }
      return heldOr(question, detail);
    }
  }

  private OcspAnswer answer(OcspQuestion question, CertificateContent issuer)
      throws OutboundException, DerException {
    byte[] nonce = OcspQuestion.nonce();
    OutboundResponse response =
        client.post(
            new OutboundRequest(
                url,
                "application/ocsp-response",
                settings.connectTimeout(),
                settings.totalTimeout(),
                MAX_BYTES),
            "application/ocsp-request",
            question.encoded(nonce));
    if (response.status() != 200) {
      throw new DerException("status " + response.status());
    }
    OcspAnswer answer =
        OcspAnswer.read(response.body(), question, nonce, issuer, runtime.clock().instant());
    Held held = answers.getIfPresent(question);
    if (held != null && answer.wouldLift(held.answer)) {
      throw new DerException("an answer that is older than the revocation that is held");
    }
    return answer;
  }

  private RevocationStatus taken(OcspQuestion question, OcspAnswer answer) {
    Duration fresh = answer.kind() == OcspAnswer.Kind.UNKNOWN ? BRIEF : FRESH;
    Instant freshUntil = earlier(answer.until(), runtime.clock().instant().plus(fresh));
    answers.put(question, new Held(answer, freshUntil));
    return status(answer, freshUntil);
  }

  private RevocationStatus heldOr(OcspQuestion question, String detail) {
    Instant now = runtime.clock().instant();
    Held held = answers.getIfPresent(question);
    if (held != null && held.answer.kind() == OcspAnswer.Kind.REVOKED) {
      return status(held.answer, now); // it stays so, whether the responder answers or not
    }
    if (held == null || now.isAfter(held.answer.until())) {
      return new RevocationStatus.Undetermined(detail);
    }
    return status(held.answer, earlier(held.answer.until(), now.plus(BRIEF)));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static RevocationStatus status(OcspAnswer answer, Instant until) {
    return switch (answer.kind()) {
      case GOOD -> new RevocationStatus.Good(until);
      case REVOKED -> new RevocationStatus.Revoked("by the responder");
      case UNKNOWN -> new RevocationStatus.Unknown("the responder knows no such certificate");
    };
  }

  private void publish(Change change, String detail) {
    runtime
        .events()
        .publish(
            new RevocationEvent(
                runtime.clock().instant(), OutboundAddress.shown(url), change, detail));
  }
}
