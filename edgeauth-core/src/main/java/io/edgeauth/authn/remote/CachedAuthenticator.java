package io.edgeauth.authn.remote;

import io.edgeauth.authn.AnswerKeeper;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Authenticated;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.NamedAuthenticator;
import io.edgeauth.authn.PlacedAuthenticator;
import io.edgeauth.authn.Refusal;
import io.edgeauth.authn.TokenDigest;
import io.edgeauth.authn.TokenDigests;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.reason.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An authenticator of a user's own, behind a cache of its answers. */
final class CachedAuthenticator implements Authenticator, AnswerKeeper, PlacedAuthenticator {

  private final Authenticator own;
  private final RemoteAnswers answers;
  private final boolean orAnonymous;
  private final Set<Carrier> carriers;
  private final String scheme;
  private final TokenDigests digests = new TokenDigests();

  CachedAuthenticator(Authenticator own, RemoteAnswers answers, boolean orAnonymous) {
    this.own = own;
    this.answers = answers;
    this.orAnonymous = orAnonymous;
    this.carriers = Set.copyOf(own.carriers());
    String challenge = own.challenge(null);
    int space = challenge.indexOf(' ');
    this.scheme = space < 0 ? challenge : challenge.substring(0, space);
  }

  @Override
  public Set<Carrier> carriers() {
    return carriers;
  }

  @Override
  public Set<Carrier> presents(EdgeRequest request) {
    return own.presents(request);
  }

  @Override
  public AuthenticationResult authenticate(EdgeRequest request) {
    CarriedRequest carried = CarriedRequest.of(request, carriers);
    return carried.isEmpty()
        ? AuthenticationResult.Absent.INSTANCE
        : answers.of(digest(carried.key()), () -> answer(own.authenticate(carried)));
  }

  /** A key with other characters than a header's is spread over twice as many. */
  private TokenDigest digest(String key) {
    TokenDigest digest = digests.of(key, 0);
    if (digest != null) {
      return digest;
    }
    StringBuilder spread = new StringBuilder("wide ");
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      spread.append((char) (c >> 8)).append((char) (c & 0xFF));
    }
    return Objects.requireNonNull(digests.of(spread.toString(), 0));
  }

  private static RemoteAnswer answer(AuthenticationResult result) {
    Objects.requireNonNull(result, "an authenticator said nothing");
    if (result instanceof Authenticated proven && proven.responseHeaders().isEmpty()) {
      int size = size(proven.credential().claims());
      return new RemoteAnswer.Good(proven, proven.credential().expiresAt(), size);
    }
    if (result instanceof Refused refused && refused.responseHeaders().isEmpty()) {
      return new RemoteAnswer.Bad(refused);
    }
    if (result instanceof Unavailable unavailable) {
      return new RemoteAnswer.Failed(unavailable.reason().code(), unavailable.retryAfter(), false);
    }
    return new RemoteAnswer.Once(result);
  }

  /** About how many bytes it would be written in. */
  private static int size(@Nullable Object value) {
    int size = 8;
    if (value instanceof CharSequence text) {
      size += text.length();
    } else if (value instanceof Map<?, ?> members) {
      for (Map.Entry<?, ?> member : members.entrySet()) {
        size += size(member.getKey()) + size(member.getValue());
      }
    } else if (value instanceof Iterable<?> elements) {
      for (Object element : elements) {
        size += size(element);
      }
    }
    return size;
  }

  /**
   * It is found where it stands alone: in one carrier, plainly or behind the scheme that this
   * authenticator asks for.
   */
  @Override
  public void forget(String credential) {
    for (Carrier carrier : carriers) {
      answers.forget(digest(CarriedRequest.key(carrier, credential)));
      if (carrier.equals(Carrier.AUTHORIZATION)) {
        String value = scheme.toLowerCase(Locale.ROOT) + " " + credential;
        answers.forget(digest(CarriedRequest.key(carrier, value)));
      }
    }
  }

  @Override
  public @Nullable String misplacement(boolean optional, List<NamedAuthenticator> later) {
    if (orAnonymous && !optional) {
      return "lets requests pass as anonymous while it cannot say (expected: on-unavailable: deny"
          + " or stale; or a route with optional: true)";
    }
    return own instanceof PlacedAuthenticator choosy ? choosy.misplacement(optional, later) : null;
  }

  @Override
  public String challenge(@Nullable Refusal refusal) {
    return own.challenge(refusal);
  }

  @Override
  public List<String> challenges(@Nullable Refusal refusal) {
    return own.challenges(refusal);
  }

  @Override
  public Set<Reason> reasons() {
    return own.reasons();
  }

  @Override
  public void close() {
    own.close();
  }
}
