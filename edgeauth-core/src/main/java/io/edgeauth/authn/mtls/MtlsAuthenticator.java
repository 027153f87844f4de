package io.edgeauth.authn.mtls;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Absent;
import io.edgeauth.authn.AuthenticationResult.NotMine;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.ClientCertificates;
import io.edgeauth.authn.ForwardedCertificateSource;
import io.edgeauth.authn.Refusal;
import io.edgeauth.certificate.ChainValidator;
import io.edgeauth.certificate.ChainVerdict;
import io.edgeauth.certificate.ForwardedCertificates;
import io.edgeauth.certificate.ForwardedChain;
import io.edgeauth.http.AuthChallenge;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.network.ClientAddresses;
import io.edgeauth.reason.Reasons;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates by the certificate of the connection, or by the one that a trusted proxy passes on.
 * Blocks where somebody is asked about revocations.
 */
final class MtlsAuthenticator
    implements Authenticator, ForwardedCertificateSource, ClientCertificates {

  private static final int MAX_PROOFS = 10_000;

  private final ChainValidator validator;
  private final CertificateProof proof;
  private final @Nullable ForwardedCertificates forwarded;
  private final ClientAddresses proxies;
  private final String challenge;

  /** What verdicts prove: the validator gives the same one for a chain that it remembers. */
  private final Cache<ChainVerdict.Trusted, AuthenticationResult> proofs =
      Caffeine.newBuilder().maximumSize(MAX_PROOFS).weakKeys().executor(Runnable::run).build();

  MtlsAuthenticator(
      ChainValidator validator,
      CertificateProof proof,
      @Nullable ForwardedCertificates forwarded,
      ClientAddresses proxies,
      String realm) {
    this.validator = validator;
    this.proof = proof;
    this.forwarded = forwarded;
    this.proxies = proxies;
    this.challenge = AuthChallenge.of("Certificate").parameter("realm", realm).toString();
  }

  @Override
  public Set<Carrier> carriers() {
    Set<Carrier> carriers = new LinkedHashSet<>();
    carriers.add(Carrier.TLS);
    if (forwarded != null) {
      forwarded.headers().forEach(header -> carriers.add(Carrier.proxyHeader(header)));
    }
    return carriers;
  }

  @Override
  public Set<Carrier> presents(EdgeRequest request) {
    ForwardedChain told = told(request);
    boolean presents =
        told == null
            ? !request.peerCertificates().isEmpty()
            : !(told instanceof ForwardedChain.None);
    return presents ? Set.of(Carrier.TLS) : Set.of();
  }

  @Override
  public AuthenticationResult authenticate(EdgeRequest request) {
    ForwardedChain told = told(request);
    if (told == null) {
      return judge(request.peerCertificates());
    }
    if (told instanceof ForwardedChain.Doubled) {
      return new Refused(Reasons.CREDENTIAL_DOUBLED);
    }
    if (told instanceof ForwardedChain.Unreadable unreadable) {
      return new Refused(Reasons.CERTIFICATE_MALFORMED, unreadable.why());
    }
    return told instanceof ForwardedChain.Found found ? judge(request, found) : Absent.INSTANCE;
  }

  private AuthenticationResult judge(EdgeRequest request, ForwardedChain.Found found) {
    AuthenticationResult result = judge(found.certificates());
    if (forwarded != null && result instanceof AuthenticationResult.Authenticated) {
      forwarded.remember(request, found);
    }
    return result;
  }

  /** What the peer's header says; null where the connection's own certificate counts. */
  private @Nullable ForwardedChain told(EdgeRequest request) {
    return forwarded == null || !proxies.isViaProxy(request) ? null : forwarded.read(request);
  }

  @Override
  public @Nullable List<X509Certificate> forwarded(EdgeRequest request) {
    ForwardedChain told = told(request);
    if (told == null) {
      return null;
    }
    return told instanceof ForwardedChain.Found found ? found.certificates() : List.of();
  }

  @Override
  public boolean isDoubled(EdgeRequest request) {
    return forwarded != null && proxies.isViaProxy(request) && forwarded.isDoubled(request);
  }

  @Override
  public List<X509Certificate> authorities() {
    return validator.trustStore().certificates();
  }

  @Override
  public boolean mayConnect(List<X509Certificate> chain) {
    return !(validator.validate(chain) instanceof ChainVerdict.Refused);
  }

  private AuthenticationResult judge(List<X509Certificate> chain) {
    if (chain.isEmpty()) {
      return Absent.INSTANCE;
    }
    ChainVerdict verdict = validator.validate(chain);
    if (verdict instanceof ChainVerdict.Trusted trusted) {
      AuthenticationResult known = proofs.getIfPresent(trusted);
      if (known == null) {
        known = proof.of(trusted);
        proofs.put(trusted, known);
      }
      return known;
    }
    if (verdict instanceof ChainVerdict.Undecided undecided) {
      return new Unavailable(undecided.reason(), undecided.retryAfter());
    }
    ChainVerdict.Refused refused = (ChainVerdict.Refused) verdict;
    // Another authority's: perhaps another authenticator's.
    return refused.reason().equals(Reasons.CERTIFICATE_UNTRUSTED)
        ? new NotMine(refused.reason())
        : new Refused(refused.reason(), refused.detail());
  }

  @Override
  public String challenge(@Nullable Refusal refusal) {
    return challenge;
  }

  @Override
  public void close() {
    validator.close();
  }
}
