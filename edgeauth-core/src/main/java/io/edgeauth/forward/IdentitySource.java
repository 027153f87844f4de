package io.edgeauth.forward;

import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Identity;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of an identity header comes from: a word such as {@code subject}, or {@code
 * claim:PATH}. Equal if written alike.
 *
 * <p>Immutable, for any thread; does not block.
 */
public final class IdentitySource {

  private static final String CLAIM = "claim:";

  private static final Map<String, Function<Identity, @Nullable Object>> FIELDS =
      Map.of(
          "subject", Identity::subject,
          "client", Identity::client,
          "email", Identity::email,
          "username", Identity::username,
          "tenant", Identity::tenant,
          "roles", Identity::roles,
          "scopes", Identity::scopes,
          "methods", Identity::methods);

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "api-key.id",
          "api-key.name",
          "api-key.owner",
          "api-key.tenant",
          "api-key.scopes",
          "api-key.roles",
          "api-key.plan",
          "certificate.cn",
          "certificate.san-uri",
          "certificate.san-dns",
          "certificate.subject",
          "certificate.issuer",
          "certificate.serial",
          "certificate.fingerprint",
          "certificate.pem");

  /** Those of the above that are several values. A claim is what its mapping says. */
  private static final Set<String> LISTS =
      Set.of(
          "roles",
          "scopes",
          "methods",
          "api-key.scopes",
          "api-key.roles",
          "certificate.san-uri",
          "certificate.san-dns");

  /** The word true where nobody was authenticated, and else nothing. */
  static final IdentitySource ANONYMOUS =
      new IdentitySource("anonymous", identity -> identity.isAnonymous() ? "true" : null);

  private final String text;
  private final Function<Identity, @Nullable Object> value;

  private IdentitySource(String text, Function<Identity, @Nullable Object> value) {
    this.text = text;
    this.value = value;
  }

  /**
   * Reads a source as a person writes it.
   *
   * @param text {@code subject}, {@code api-key.owner}, {@code claim:department}…
   * @return the source
   * @throws IllegalArgumentException if there is no such source; the message lists all
   */
  public static IdentitySource parse(String text) {
    Function<Identity, @Nullable Object> field = FIELDS.get(text);
    if (field != null) {
      return new IdentitySource(text, field);
    }
    if (ATTRIBUTES.contains(text)) {
      return new IdentitySource(text, identity -> identity.attribute(text));
    }
    if (text.startsWith(CLAIM)) {
      ClaimPath path = ClaimPath.parse(text.substring(CLAIM.length()));
      return new IdentitySource(text, identity -> identity.claim(path));
    }
    Set<String> known = new TreeSet<>(FIELDS.keySet());
    known.addAll(ATTRIBUTES);
    throw new IllegalArgumentException(
        text + " (expected: claim:PATH or one of " + String.join(", ", known) + ")");
  }

  /** The first of two fields, or the other where that is absent or empty. */
  static IdentitySource firstOf(String field, String other) {
    IdentitySource first = parse(field);
    IdentitySource second = parse(other);
    return new IdentitySource(
        field + ", else " + other,
        identity -> {
          Object value = first.of(identity);
          return value == null || value.equals("") ? second.of(identity) : value;
        });
  }

  boolean isList() {
    return LISTS.contains(text);
  }

  boolean isClaim() {
    return text.startsWith(CLAIM);
  }

  @Nullable Object of(Identity identity) {
    return value.apply(identity);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof IdentitySource that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The source as a person writes it. */
  @Override
  public String toString() {
    return text;
  }
}
