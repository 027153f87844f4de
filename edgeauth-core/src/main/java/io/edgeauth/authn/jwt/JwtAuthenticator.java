package io.edgeauth.authn.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Absent;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.NotMine;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.BearerToken;
import io.edgeauth.authn.BearerToken.Found;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Refusal;
import io.edgeauth.http.AuthChallenge;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.keys.KeyLookup;
import io.edgeauth.keys.KeySet;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import io.edgeauth.runtime.EdgeRuntime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates by the JWTs of one issuer. Blocks only while a key that is not known yet is
 * fetched.
 *
 * <p>A token that was verified is remembered by its digest, so that its signature is checked once;
 * when it is valid, and whether its key is still in the set, is looked at each time.
 */
final class JwtAuthenticator implements Authenticator {

  /** A token in an address may be kept by caches on the way back (RFC 6750, section 2.3). */
  private static final List<HeaderField> PRIVATE =
      List.of(new HeaderField("Cache-Control", "private"));

  private final String realm;
  private final BearerToken bearer;
  private final JwtParser parser;
  private final JwtVerifier verifier;
  private final KeySet keys;
  private final @Nullable Cache<TokenDigest, VerifiedJwt> verified;

  JwtAuthenticator(
      JwtSettings settings, KeySet keys, String realm, int maxLength, EdgeRuntime runtime) {
    this.realm = realm;
    this.bearer = BearerToken.from(settings.tokenFrom(), maxLength);
    this.parser = new JwtParser(settings);
    this.verifier = new JwtVerifier(settings, keys, runtime);
    this.keys = keys;
    this.verified =
        settings.verifiedCacheEntries() == 0 ? null : cacheOf(settings.verifiedCacheEntries());
  }

  private static Cache<TokenDigest, VerifiedJwt> cacheOf(int entries) {
    return Caffeine.newBuilder().maximumSize(entries).executor(Runnable::run).build();
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
      AuthenticationResult result = authenticate(token.value());
      boolean inAddress = token.carrier().kind() == Carrier.Kind.QUERY;
      return inAddress && result instanceof Authenticated proven
          ? new Authenticated(proven.credential(), PRIVATE)
          : result;
    }
    if (found instanceof Found.Foreign foreign) {
      return new NotMine(foreign.reason());
    }
    return found instanceof Found.Bad bad ? new Refused(bad.reason()) : Absent.INSTANCE;
  }

  private AuthenticationResult authenticate(String token) {
    if (verified == null) {
      return verify(token, null);
    }
    TokenDigest digest = TokenDigest.of(token);
    VerifiedJwt known = verified.getIfPresent(digest);
    if (known == null) {
      return verify(token, digest);
    }
    Reason untimely = verifier.timeFault(known.period());
    if (untimely != null) {
      verified.invalidate(digest);
      return new Refused(untimely);
    }
    KeyLookup lookup = keys.find(known.keyId(), known.algorithm());
    if (lookup instanceof KeyLookup.Found found && found.key().equals(known.key())) {
      return known.result();
    }
    if (lookup instanceof KeyLookup.Unavailable unavailable) {
      // To verify anew would wait for the same keys a second time.
      return new Unavailable(Reasons.KEYS_UNAVAILABLE, unavailable.retryAfter());
    }
    verified.invalidate(digest);
    return verify(token, digest);
  }

  private AuthenticationResult verify(String token, @Nullable TokenDigest digest) {
    JwtParser.Parsed parsed = parser.parse(token);
    if (parsed instanceof JwtParser.Parsed.Bad bad) {
      return new Refused(bad.reason(), bad.detail());
    }
    if (!(parsed instanceof JwtParser.Parsed.Read read)) {
      boolean foreign = parsed instanceof JwtParser.Parsed.Foreign;
      return new NotMine(foreign ? Reasons.TOKEN_ISSUER : Reasons.TOKEN_MALFORMED);
    }
    JwtVerifier.Verification verification = verifier.verify(read.token());
    if (verification instanceof JwtVerifier.Verification.Failed failed) {
      return failed.result();
    }
    VerifiedJwt proven = ((JwtVerifier.Verification.Verified) verification).token();
    if (verified != null && digest != null) {
      verified.put(digest, proven);
    }
    return proven.result();
  }

  @Override
  public String challenge(@Nullable Refusal refusal) {
    AuthChallenge challenge = AuthChallenge.of("Bearer").parameter("realm", realm);
    if (refusal == null) {
      return challenge.toString();
    }
    // One description for all: which check failed is for operators, not for whoever tries tokens
    // out.
    switch (refusal.reason().status()) {
      case 400 ->
          challenge
              .parameter("error", "invalid_request")
              .parameter(
                  "error_description", "The request is malformed or has more than one credential");
      case 403 ->
          challenge
              .parameter("error", "insufficient_scope")
              .parameter(
                  "error_description", "The request requires more than the access token allows");
      default ->
          challenge
              .parameter("error", "invalid_token")
              .parameter("error_description", "The access token is not valid");
    }
    if (!refusal.scopes().isEmpty()) {
      challenge.parameter("scope", String.join(" ", refusal.scopes()));
    }
    return challenge.toString();
  }
}
