package io.edgeauth.identity;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling, as all steps of a route prove together.
 *
 * <p>Subject, scopes, roles, claims, tenant, email and username are those of the last step's
 * credential: the user on whose behalf the call is made. The client is that of the first step that
 * has one: the machine at the other end. Immutable, for any thread; {@code toString} shows the
 * authenticators' names alone.
 */
public final class Identity {

  private static final Credential NOTHING = Credential.builder("anonymous").build();

  /** Nobody: a public route, or an optional one without credentials. */
  public static final Identity ANONYMOUS = new Identity(List.of(), List.of());

  private final List<Credential> credentials;
  private final List<String> methods;
  private final Credential last;
  private final @Nullable String client;
  private volatile @Nullable Derived derived;

  /** What was made of this identity, and by whom. */
  private record Derived(Object maker, Object value) {}

  Identity(List<Credential> credentials, List<String> methods) {
    this.credentials = credentials;
    this.methods = methods;
    this.last = credentials.isEmpty() ? NOTHING : credentials.get(credentials.size() - 1);
    this.client = firstClient(credentials);
  }

  /**
   * Joins what the steps proved.
   *
   * @param credentials one for each step, in order; at least one
   * @param methods the name of the authenticator that verified each
   * @return the identity
   * @throws IllegalArgumentException if there are none, or not as many names as credentials
   */
  public static Identity of(List<Credential> credentials, List<String> methods) {
    if (credentials.isEmpty() || credentials.size() != methods.size()) {
      throw new IllegalArgumentException(
          "an identity has one credential and one authenticator's name for each step");
    }
    return new Identity(List.copyOf(credentials), List.copyOf(methods));
  }

  /**
   * Takes what one step proved.
   *
   * @param credential what it proved
   * @param method the name of the authenticator that verified it
   * @return the identity; mostly the same object for the same credential
   */
  public static Identity of(Credential credential, String method) {
    return credential.alone(method);
  }

  private static @Nullable String firstClient(List<Credential> credentials) {
    for (int i = 0; i < credentials.size(); i++) {
      if (credentials.get(i).client() != null) {
        return credentials.get(i).client();
      }
    }
    return null;
  }

  /**
   * Tells whether nobody was authenticated.
   *
   * @return true on public routes, and on optional ones without credentials
   */
  public boolean isAnonymous() {
    return credentials.isEmpty();
  }

  /**
   * The user.
   *
   * @return the last credential's subject, or null
   */
  public @Nullable String subject() {
    return last.subject();
  }

  /**
   * The calling application.
   *
   * @return the first client that a credential names, or null
   */
  public @Nullable String client() {
    return client;
  }

  /**
   * What the caller may do.
   *
   * @return the last credential's scopes
   */
  public Set<String> scopes() {
    return last.scopes();
  }

  /**
   * The caller's roles.
   *
   * @return the last credential's roles
   */
  public Set<String> roles() {
    return last.roles();
  }

  /**
   * The caller's tenant.
   *
   * @return the last credential's tenant, or null
   */
  public @Nullable String tenant() {
    return last.tenant();
  }

  /**
   * The caller's mail address.
   *
   * @return the last credential's address, or null
   */
  public @Nullable String email() {
    return last.email();
  }

  /**
   * The name by which people know the caller.
   *
   * @return the last credential's name, or null
   */
  public @Nullable String username() {
    return last.username();
  }

  /**
   * The verified claims.
   *
   * @return the last credential's claims, unmodifiable
   */
  public Map<String, Object> claims() {
    return last.claims();
  }

  /**
   * One claim of the last credential.
   *
   * @param path where it stands
   * @return its JSON value, or null
   */
  public @Nullable Object claim(ClaimPath path) {
    return path.in(last.claims());
  }

  /**
   * Something that one kind of proof has, wherever among the steps that kind is.
   *
   * @param name {@code api-key.owner}, {@code certificate.cn}…
   * @return a string or a collection of strings, or null
   */
  public @Nullable Object attribute(String name) {
    for (int i = 0; i < credentials.size(); i++) {
      Object value = credentials.get(i).attribute(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  /**
   * How much the caller may, where a credential says so itself.
   *
   * @return that of the first step whose credential says it, or null
   */
  public @Nullable Allowance allowance() {
    for (int i = 0; i < credentials.size(); i++) {
      Allowance allowance = credentials.get(i).allowance();
      if (allowance != null) {
        return allowance;
      }
    }
    return null;
  }

  /**
   * The credential of one kind.
   *
   * @param kind the word of the configuration: {@code jwt}, {@code api-key}…
   * @return the first of that kind, or null
   */
  public @Nullable Credential credential(String kind) {
    for (Credential credential : credentials) {
      if (credential.kind().equals(kind)) {
        return credential;
      }
    }
    return null;
  }

  /**
   * All credentials.
   *
   * @return one for each step, in order
   */
  public List<Credential> credentials() {
    return credentials;
  }

  /**
   * Names of the authenticators that passed.
   *
   * @return one for each step, in order
   */
  public List<String> methods() {
    return methods;
  }

  /**
   * Gives what its maker makes of this identity, such as headers, and keeps it: a token that is
   * seen again brings the same identity, and what depends on nothing else need not be made again.
   * Only the last maker's value is kept.
   *
   * @param maker who makes it; compared by identity
   * @param type the type of what is made, always the same for one maker
   * @param make makes it of this identity and of what never changes
   * @param <T> the type of what is made
   * @return what was made, now or before
   */
  public <T> T derived(Object maker, Class<T> type, Function<Identity, T> make) {
    Derived known = derived;
    if (known != null && known.maker == maker) {
      return type.cast(known.value);
    }
    T value = make.apply(this);
    derived = new Derived(maker, value);
    return value;
  }

  @Override
  public String toString() {
    return "Identity" + methods;
  }
}
