package io.edgeauth.authn.jwt;

import io.edgeauth.authn.AnswerKeeper;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Absent;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.NotMine;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.BearerAuthenticator;
import io.edgeauth.authn.BearerToken;
import io.edgeauth.authn.BearerToken.Found;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Denial;
import io.edgeauth.authn.DenialKeeper;
import io.edgeauth.authn.Refusal;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.authn.bound.BoundTokens;
import io.edgeauth.authn.jwt.JwtVerifier.KeySearch;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.KeySet;
import io.edgeauth.keys.VerificationKey;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates by the JWTs of one issuer. Blocks only while a key that is not known yet is
 * fetched, or while another request verifies the same token.
 *
 * <p>A token that was verified is remembered by its digest, so that its signature is checked once;
 * when it is valid, whether it is denied, whether its key is still in the set, and who sends it, is
 * looked at each time.
 */
final class JwtAuthenticator
    implements Authenticator, AnswerKeeper, DenialKeeper, BearerAuthenticator {

  /** A token in an address may be kept by caches on the way back (RFC 6750, section 2.3). */
  private static final List<HeaderField> PRIVATE =
      List.of(new HeaderField("Cache-Control", "private"));

  /**
   * Who waits for another's verification waits for milliseconds, so that many may; but not so many
   * that they are all of a server's virtual threads.
   */
  private static final int MAX_WAITERS = 4096;

  /**
   * One token under one key: of requests that found different keys for the same token, none must
   * have the other's answer.
   */
  private record Sight(TokenDigest digest, VerificationKey key) {}

  private final BoundTokens bound;
  private final BearerToken bearer;
  private final JwtParser parser;
  private final JwtRules rules;
  private final JwtVerifier verifier;
  private final KeySet keys;
  private final DenyList denials;
  private final TokenDigests digests = new TokenDigests();
  private final FirstSights<Sight> firstSights;
  private final @Nullable VerifiedTokens verified;

  JwtAuthenticator(
      JwtSettings settings,
      KeySet keys,
      DenyList denials,
      BoundTokens bound,
      int maxLength,
      EdgeRuntime runtime) {
    this(
        settings,
        keys,
        denials,
        bound,
        maxLength,
        runtime,
        new JwtVerifier(settings, keys, runtime));
  }

  JwtAuthenticator(
      JwtSettings settings,
      KeySet keys,
      DenyList denials,
      BoundTokens bound,
      int maxLength,
      EdgeRuntime runtime,
      JwtVerifier verifier) {
    this.bound = bound;
    this.bearer = BearerToken.from(settings.tokenFrom(), maxLength);
    this.parser = new JwtParser(settings);
    this.rules = new JwtRules(settings, denials, runtime.clock());
    this.verifier = verifier;
    this.keys = keys;
    this.denials = denials;
    this.firstSights = new FirstSights<>(MAX_WAITERS, settings.patience());
    this.verified = VerifiedTokens.open(settings, keys, runtime);
  }

  @Override
  public Set<Carrier> carriers() {
    return bearer.carriers();
  }

  @Override
  public Set<Carrier> presents(EdgeRequest request) {
    return bearer.presents(request);
  }

  @Override
  public AuthenticationResult authenticate(EdgeRequest request) {
    Found found = bearer.find(request);
    if (found instanceof Found.Token token) {
      AuthenticationResult result = authenticate(token);
      if (!(result instanceof Authenticated proven)) {
        return result;
      }
      boolean inAddress = token.carrier().kind() == Carrier.Kind.QUERY;
      return bound.judge(
          request, token, inAddress ? new Authenticated(proven.credential(), PRIVATE) : proven);
    }
    if (found instanceof Found.Foreign foreign) {
      return new NotMine(foreign.reason());
    }
    return found instanceof Found.Bad bad ? new Refused(bad.reason()) : Absent.INSTANCE;
  }

  private AuthenticationResult authenticate(Found.Token token) {
    VerifiedTokens cache = verified;
    TokenDigest digest = cache == null ? null : digests.of(token.text(), token.from());
    if (cache == null || digest == null) {
      return judge(token, candidate -> result(verifier.verify(candidate)));
    }
    AuthenticationResult known = known(digest, cache);
    return known == null
        ? judge(token, candidate -> atFirstSight(candidate, digest, cache))
        : known;
  }

  /**
   * Also one that is being verified is remembered after this, by the keys of now. Nobody was asked
   * about either, so that the next request gets the same answer: deny-lists refuse tokens.
   */
  @Override
  public void forget(String credential) {
    VerifiedTokens cache = verified;
    TokenDigest digest = cache == null ? null : digests.of(credential, 0);
    if (cache != null && digest != null) {
      cache.forget(digest);
    }
  }

  /** What is said of a token that was verified before, or null where it is to be verified. */
  private @Nullable AuthenticationResult known(TokenDigest digest, VerifiedTokens cache) {
    VerifiedJwt known = cache.get(digest);
    if (known == null) {
      return null;
    }
    Refused fault = rules.faultNow(known.period(), known.marks());
    if (fault != null) {
      cache.forget(digest);
      return fault;
    }
    KeyLookup lookup = keys.find(known.header().keyId(), known.header().algorithm());
    if (lookup instanceof KeyLookup.Found found && found.key().equals(known.key())) {
      return known.result();
    }
    if (lookup instanceof KeyLookup.Unavailable unavailable) {
      // To verify anew would wait for the same keys a second time.
      return new Unavailable(Reasons.KEYS_UNAVAILABLE, unavailable.retryAfter());
    }
    cache.forget(digest);
    return null;
  }

  /**
   * Reads a token, judges what it says and finds its key; only what stands that costs a
   * verification.
   */
  private AuthenticationResult judge(
      Found.Token token, Function<KeySearch.Found, AuthenticationResult> verification) {
    byte[] bytes = token.bytes();
    if (bytes == null) {
      return new Refused(Reasons.CREDENTIAL_MALFORMED);
    }
    JwtParser.Parsed parsed = parser.parse(bytes);
    if (parsed instanceof JwtParser.Parsed.Bad bad) {
      return bad.why();
    }
    if (!(parsed instanceof JwtParser.Parsed.Read read)) {
      boolean foreign = parsed instanceof JwtParser.Parsed.Foreign;
      return new NotMine(foreign ? Reasons.TOKEN_ISSUER : Reasons.TOKEN_MALFORMED);
    }
    JwtRules.Judgement judgement = rules.judge(read.token());
    if (!(judgement instanceof JwtRules.Judgement.Good good)) {
      return ((JwtRules.Judgement.Bad) judgement).why();
    }
    KeySearch search = verifier.findKey(good.token());
    return search instanceof KeySearch.Found candidate
        ? verification.apply(candidate)
        : ((KeySearch.Failed) search).result();
  }

  /**
   * The key was looked for before, by each request for itself: those that wait for a fetch hold the
   * key set's places, which are few. Were they to wait for one of their number instead, one token
   * with an unknown key id, sent many times, would take all threads for as long as the issuer does
   * not answer.
   */
  private AuthenticationResult atFirstSight(
      KeySearch.Found candidate, TokenDigest digest, VerifiedTokens cache) {
    return firstSights.verify(
        new Sight(digest, candidate.key),
        () -> {
          // The request that verified this token may have ended since this one looked.
          VerifiedJwt known = cache.get(digest);
          return known != null && known.key().equals(candidate.key)
              ? known.result()
              : verifyAndRemember(candidate, digest, cache);
        });
  }

  private AuthenticationResult verifyAndRemember(
      KeySearch.Found candidate, TokenDigest digest, VerifiedTokens cache) {
    JwtVerifier.Verification verification = verifier.verify(candidate);
    if (verification instanceof JwtVerifier.Verification.Verified proven) {
      cache.put(digest, proven.token());
    }
    return result(verification);
  }

  private static AuthenticationResult result(JwtVerifier.Verification verification) {
    return verification instanceof JwtVerifier.Verification.Failed failed
        ? failed.result()
        : ((JwtVerifier.Verification.Verified) verification).token().result();
  }

  @Override
  public @Nullable String token(EdgeRequest request) {
    return bearer.find(request) instanceof Found.Token token ? token.token() : null;
  }

  @Override
  public void deny(Denial denial) {
    denials.deny(denial);
  }

  @Override
  public boolean lift(Denial denial) {
    return denials.lift(denial);
  }

  @Override
  public String challenge(@Nullable Refusal refusal) {
    return bound.challenges(refusal).get(0);
  }

  @Override
  public List<String> challenges(@Nullable Refusal refusal) {
    return bound.challenges(refusal);
  }
}
