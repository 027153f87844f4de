package io.edgeauth.contract;

import io.edgeauth.authn.AnswerKeeper;
import io.edgeauth.authn.AuthenticationResult;
import io.edgeauth.authn.Authenticator;
import io.edgeauth.authn.Carrier;
import io.edgeauth.authn.Refusal;
import io.edgeauth.http.AuthChallenge;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.identity.Credential;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Believes the name that it is told, by a header with a scheme, a cookie or a query parameter. Some
 * names make it fail in the ways in which authenticators can.
 */
final class ContractAuthenticator implements Authenticator, AnswerKeeper {

  /** Quoted by an exception, and never to be told to a client. */
  static final String SECRET = "the-secret-of-the-exception";

  private static final Carrier COOKIE = Carrier.cookie("session");
  private static final Carrier QUERY = Carrier.query("access_token");

  private final String scheme;
  private final Carrier header;
  private final Set<Carrier> carriers;
  private volatile ObservedRequest observed;
  private final Set<String> observedPaths = ConcurrentHashMap.newKeySet();
  private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

  private ContractAuthenticator(String scheme, Carrier header, Set<Carrier> carriers) {
    this.scheme = scheme;
    this.header = header;
    this.carriers = carriers;
  }

  /** {@code Authorization: Spoken NAME}, a cookie or a query parameter. */
  static ContractAuthenticator spoken() {
    return new ContractAuthenticator(
        "Spoken", Carrier.AUTHORIZATION, Set.of(Carrier.AUTHORIZATION, COOKIE, QUERY));
  }

  /** {@code X-Second-Key: Second NAME}. */
  static ContractAuthenticator second() {
    Carrier header = Carrier.header("X-Second-Key");
    return new ContractAuthenticator("Second", header, Set.of(header));
  }

  /** The last request that it was asked about. */
  ObservedRequest observed() {
    return observed;
  }

  /**
   * The raw paths that it was asked about. An adapter may ask about more than what was sent: also
   * about what its server made of that.
   */
  Set<String> observedPaths() {
    return observedPaths;
  }

  /** What it was told to forget. */
  Set<String> forgotten() {
    return forgotten;
  }

  @Override
  public void forget(String credential) {
    forgotten.add(credential);
  }

  @Override
  public Set<Carrier> carriers() {
    return carriers;
  }

  @Override
  public Set<Carrier> presents(EdgeRequest request) {
    Set<Carrier> found = new LinkedHashSet<>();
    for (Carrier carrier : carriers) {
      if (name(request, carrier) != null) {
        found.add(carrier);
      }
    }
    return found;
  }

  private String name(EdgeRequest request, Carrier carrier) {
    return switch (carrier.kind()) {
      case HEADER, PROXY_HEADER -> request.headers(header.name()).stream().findFirst().orElse(null);
      case COOKIE ->
          request.headers("Cookie").stream()
              .flatMap(line -> List.of(line.split("; ", -1)).stream())
              .filter(pair -> pair.startsWith("session="))
              .map(pair -> pair.substring("session=".length()))
              .findFirst()
              .orElse(null);
      case QUERY ->
          request.rawQuery() == null
              ? null
              : List.of(request.rawQuery().split("&", -1)).stream()
                  .filter(pair -> pair.startsWith("access_token="))
                  .map(pair -> pair.substring("access_token=".length()))
                  .findFirst()
                  .orElse(null);
      case CONNECTION -> null;
    };
  }

  @Override
  public AuthenticationResult authenticate(EdgeRequest request) {
    observed = ObservedRequest.of(request);
    observedPaths.add(request.rawPath());
    String name =
        carriers.stream()
            .map(carrier -> name(request, carrier))
            .filter(found -> found != null)
            .findFirst()
            .orElse(null);
    if (name == null) {
      return AuthenticationResult.Absent.INSTANCE;
    }
    String subject = name.startsWith(scheme + " ") ? name.substring(scheme.length() + 1) : name;
    return switch (subject) {
      case "throw" -> throw new IllegalStateException(SECRET);
      case "down" ->
          new AuthenticationResult.Unavailable(Reasons.KEYS_UNAVAILABLE, Duration.ofSeconds(7));
      case "bad" -> new AuthenticationResult.Refused(Reasons.TOKEN_EXPIRED);
      default -> new AuthenticationResult.Authenticated(credential(subject), answerHeaders());
    };
  }

  private static Credential credential(String subject) {
    List<String> roles = subject.equals("root") ? List.of("admin") : List.of("user", "two words");
    return Credential.builder("spoken").subject(subject).roles(roles).build();
  }

  /** Such as limits would give, two lines of one name among them. */
  private static List<HeaderField> answerHeaders() {
    return List.of(
        new HeaderField("X-RateLimit-Limit", "10"),
        new HeaderField("X-RateLimit-Remaining", "9"),
        new HeaderField("RateLimit", "\"minute\";r=9"),
        new HeaderField("RateLimit", "\"day\";r=99"));
  }

  @Override
  public String challenge(Refusal refusal) {
    AuthChallenge challenge = AuthChallenge.of(scheme).parameter("realm", "contract");
    return refusal == null
        ? challenge.toString()
        : challenge.parameter("error", refusal.reason().code()).toString();
  }
}
