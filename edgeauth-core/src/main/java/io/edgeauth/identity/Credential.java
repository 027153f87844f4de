package io.edgeauth.identity;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One verified proof of who is calling: a token, a key, a certificate. Never the secret itself.
 *
 * <p>Only an authenticator makes one, after it has verified everything. Immutable. {@code toString}
 * shows the kind alone. The file is long because value and builder document each part on its own.
 */
public final class Credential {

  private final String kind;
  private final @Nullable String subject;
  private final @Nullable String client;
  private final Set<String> scopes;
  private final Set<String> roles;
  private final @Nullable String tenant;
  private final @Nullable String email;
  private final @Nullable String username;
  private final Map<String, Object> claims;
  private final Map<String, Object> attributes;
  private final @Nullable Instant expiresAt;
  private final @Nullable Allowance allowance;

  /** Who is proven to call where this is the only credential: the same for each of its requests. */
  private volatile @Nullable Identity alone;

  private Credential(Builder builder) {
    kind = builder.kind;
    subject = builder.subject;
    client = builder.client;
    scopes = builder.scopes;
    roles = builder.roles;
    tenant = builder.tenant;
    email = builder.email;
    username = builder.username;
    claims = builder.claims;
    attributes = Map.copyOf(builder.attributes);
    expiresAt = builder.expiresAt;
    allowance = builder.allowance;
  }

  /**
   * Begins a credential that proves nothing yet.
   *
   * @param kind the word of the configuration: {@code jwt}, {@code api-key}…
   * @return the builder
   */
  public static Builder builder(String kind) {
    return new Builder(kind);
  }

  /**
   * What kind of proof it is.
   *
   * @return the word of the configuration: {@code jwt}, {@code api-key}…
   */
  public String kind() {
    return kind;
  }

  /**
   * The user (or machine) that a token is about.
   *
   * @return the subject, or null: an API key or a certificate has none
   */
  public @Nullable String subject() {
    return subject;
  }

  /**
   * The application that is calling.
   *
   * @return the client, or null where the proof names none
   */
  public @Nullable String client() {
    return client;
  }

  /**
   * What the proof allows.
   *
   * @return the scopes in their order; empty where there are none
   */
  public Set<String> scopes() {
    return scopes;
  }

  /**
   * The roles of the subject.
   *
   * @return the roles in their order; empty where there are none
   */
  public Set<String> roles() {
    return roles;
  }

  /**
   * Whose data it is about.
   *
   * @return the tenant, or null
   */
  public @Nullable String tenant() {
    return tenant;
  }

  /**
   * The subject's mail address.
   *
   * @return the address, or null
   */
  public @Nullable String email() {
    return email;
  }

  /**
   * The name by which people know the subject.
   *
   * @return the name, or null; never to be used as an identifier
   */
  public @Nullable String username() {
    return username;
  }

  /**
   * All verified claims as they came.
   *
   * @return an unmodifiable tree of JSON values
   */
  public Map<String, Object> claims() {
    return claims;
  }

  /**
   * Something that only this kind of proof has, under its name in {@code forward.headers}.
   *
   * @param name {@code api-key.owner}, {@code certificate.cn}…
   * @return a string or a collection of strings, or null
   */
  public @Nullable Object attribute(String name) {
    return attributes.get(name);
  }

  /**
   * When the proof ends.
   *
   * @return the instant, or null where it has no end
   */
  public @Nullable Instant expiresAt() {
    return expiresAt;
  }

  /**
   * How much it may, where it says so itself.
   *
   * @return its plan or its own rate, or null
   */
  public @Nullable Allowance allowance() {
    return allowance;
  }

  /** The identity that this credential proves alone, under an authenticator's name. */
  Identity alone(String method) {
    Identity known = alone;
    if (known == null || !known.methods().get(0).equals(method)) {
      known = new Identity(List.of(this), List.of(method));
      alone = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return "Credential[" + kind + "]";
  }

  /** Collects what was verified. Not for sharing between threads. */
  public static final class Builder {

    private final String kind;
    private @Nullable String subject;
    private @Nullable String client;
    private Set<String> scopes = Set.of();
    private Set<String> roles = Set.of();
    private @Nullable String tenant;
    private @Nullable String email;
    private @Nullable String username;
    private Map<String, Object> claims = Map.of();
    private final Map<String, Object> attributes = new HashMap<>();
    private @Nullable Instant expiresAt;
    private @Nullable Allowance allowance;

    private Builder(String kind) {
      this.kind = kind;
    }

    /**
     * Sets the subject.
     *
     * @param value the subject, or null
     * @return this
     */
    public Builder subject(@Nullable String value) {
      subject = value;
      return this;
    }

    /**
     * Sets the client.
     *
     * @param value the client, or null
     * @return this
     */
    public Builder client(@Nullable String value) {
      client = value;
      return this;
    }

    /**
     * Sets the scopes.
     *
     * @param values the scopes; copied, the first of equals counts
     * @return this
     */
    public Builder scopes(Collection<String> values) {
      scopes = copy(values);
      return this;
    }

    /**
     * Sets the roles.
     *
     * @param values the roles; copied, the first of equals counts
     * @return this
     */
    public Builder roles(Collection<String> values) {
      roles = copy(values);
      return this;
    }

    /**
     * Sets the tenant.
     *
     * @param value the tenant, or null
     * @return this
     */
    public Builder tenant(@Nullable String value) {
      tenant = value;
      return this;
    }

    /**
     * Sets the mail address.
     *
     * @param value the address, or null
     * @return this
     */
    public Builder email(@Nullable String value) {
      email = value;
      return this;
    }

    /**
     * Sets the name.
     *
     * @param value the name, or null
     * @return this
     */
    public Builder username(@Nullable String value) {
      username = value;
      return this;
    }

    /**
     * Sets the claims.
     *
     * @param values an unmodifiable tree of JSON values; kept, not copied
     * @return this
     */
    public Builder claims(Map<String, Object> values) {
      claims = Collections.unmodifiableMap(values);
      return this;
    }

    /**
     * Adds something that only this kind of proof has.
     *
     * @param name its name in {@code forward.headers}
     * @param value a string or a collection of strings, which is copied; null leaves it out
     * @return this
     */
    public Builder attribute(String name, @Nullable Object value) {
      if (value != null) {
        attributes.put(name, value instanceof Collection<?> values ? List.copyOf(values) : value);
      }
      return this;
    }

    /**
     * Sets when the proof ends.
     *
     * @param value the instant, or null
     * @return this
     */
    public Builder expiresAt(@Nullable Instant value) {
      expiresAt = value;
      return this;
    }

    /**
     * Sets how much the credential may.
     *
     * @param value its plan or its own rate, or null
     * @return this
     */
    public Builder allowance(@Nullable Allowance value) {
      allowance = value;
      return this;
    }

    /**
     * Makes the credential.
     *
     * @return it
     */
    public Credential build() {
      return new Credential(this);
    }

    private static Set<String> copy(Collection<String> values) {
      return values.isEmpty() ? Set.of() : OrderedSet.copyOf(values);
    }
  }
}
