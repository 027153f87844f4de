package io.edgeauth.authn.apikey;

import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.AuthenticationResult.Absent;
import io.edgeauth.authn.AuthenticationResult.NotMine;
import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.authn.AuthenticationResult.Unavailable;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Refusal;
import io.edgeauth.authn.apikey.KeyDirectory.Answer;
import io.edgeauth.http.AuthChallenge;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.network.IpAddress;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates by the API keys of one prefix. Blocks while a key that is not remembered is looked
 * up in a store that is not in memory.
 *
 * <p>Whether a key is unknown, expired or revoked is for operators: clients get one answer.
 */
final class ApiKeyAuthenticator implements Authenticator, ApiKeyKeeper {

  /** A key in an address may be kept by caches on the way back. */
  private static final List<HeaderField> PRIVATE =
      List.of(new HeaderField("Cache-Control", "private"));

  private final List<Carrier> carriers;
  private final int maxLength;
  private final ApiKeyFormat format;
  private final Peppers peppers;
  private final KeyDirectory directory;
  private final ApiKeyRules rules;
  private final ApiKeys keys;
  private final String challenge;

  ApiKeyAuthenticator(
      List<Carrier> carriers,
      int maxLength,
      ApiKeyFormat format,
      Peppers peppers,
      KeyDirectory directory,
      ApiKeyRules rules,
      ApiKeys keys,
      String realm) {
    this.carriers = List.copyOf(carriers);
    this.maxLength = maxLength;
    this.format = format;
    this.peppers = peppers;
    this.directory = directory;
    this.rules = rules;
    this.keys = keys;
    this.challenge = AuthChallenge.of("ApiKey").parameter("realm", realm).toString();
  }

  @Override
  public Set<Carrier> carriers() {
    return new LinkedHashSet<>(carriers);
  }

  @Override
  public Set<Carrier> presents(EdgeRequest request) {
    Set<Carrier> present = new LinkedHashSet<>();
    for (Carrier carrier : carriers) {
      if (!carrier.values(request).isEmpty()) {
        present.add(carrier);
      }
    }
    return present;
  }

  @Override
  public AuthenticationResult authenticate(EdgeRequest request) {
    String text = null;
    Carrier from = null;
    for (Carrier carrier : carriers) {
      List<String> values = carrier.values(request);
      if (values.isEmpty()) {
        continue;
      }
      if (values.size() > 1 || text != null) {
        return new Refused(Reasons.CREDENTIAL_DOUBLED);
      }
      text = values.get(0);
      from = carrier;
    }
    return text == null || from == null ? Absent.INSTANCE : judge(text, from, request);
  }

  private AuthenticationResult judge(String text, Carrier from, EdgeRequest request) {
    if (text.length() > maxLength) {
      return new Refused(Reasons.CREDENTIAL_TOO_LONG);
    }
    return switch (format.judge(text)) {
      case FOREIGN -> new NotMine(Reasons.CREDENTIAL_FOREIGN);
      case MISTYPED -> new Refused(Reasons.API_KEY_MALFORMED);
      case PLAUSIBLE -> lookUp(text, from, request);
    };
  }

  private AuthenticationResult lookUp(String text, Carrier from, EdgeRequest request) {
    List<KeyHash> hashes = peppers.hasher().candidates(text);
    Answer answer = directory.find(hashes);
    if (answer instanceof Answer.Unanswered unanswered) {
      return new Unavailable(unanswered.reason(), unanswered.retryAfter());
    }
    StoredKey stored = answer instanceof Answer.Known known ? known.key() : null;
    StoredKey.Secret secret = stored == null ? null : stored.secret(hashes);
    if (stored == null || secret == null) {
      return new Refused(Reasons.API_KEY_UNKNOWN);
    }
    IpAddress client = rules.client(request);
    Reason fault = rules.fault(stored, secret, client, request);
    if (fault != null) {
      return new Refused(fault, "key " + stored.key().id());
    }
    directory.used(stored.key().id(), client);
    AuthenticationResult.Authenticated result = stored.proof().result();
    return from.kind() == Carrier.Kind.QUERY
        ? new AuthenticationResult.Authenticated(result.credential(), PRIVATE)
        : result;
  }

  @Override
  public ApiKeys keys() {
    return keys;
  }

  @Override
  public String challenge(@Nullable Refusal refusal) {
    return challenge;
  }
}
