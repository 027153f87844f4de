package io.edgeauth.authn.jwt;

import io.edgeauth.identity.ClaimPath;
import io.edgeauth.json.JsonNumber;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a denial knows a token by. Never its text: of an ECDSA signature anybody can make a twin
 * that is as good.
 *
 * @param jti its id, or null
 * @param sub its {@code sub} claim, or null
 * @param mapped its subject as the configuration finds it; null where there is none, or where it
 *     equals {@code sub}
 * @param issuedAt {@code iat} in seconds since the epoch, rounded down as everywhere; {@link
 *     Long#MIN_VALUE} where there is none, which is before any time
 */
record TokenMarks(
    @Nullable String jti, @Nullable String sub, @Nullable String mapped, long issuedAt) {

  /** Takes them from claims; a mark of a wrong type is none, and refused elsewhere. */
  static TokenMarks of(Map<String, Object> claims, List<ClaimPath> subject) {
    String sub = text(claims.get("sub"));
    String mapped = mapped(claims, subject);
    boolean same = mapped == null || mapped.equals(sub);
    long issuedAt =
        claims.get("iat") instanceof JsonNumber iat
            ? iat.floor().orElse(Long.MIN_VALUE)
            : Long.MIN_VALUE;
    return new TokenMarks(text(claims.get("jti")), sub, same ? null : mapped, issuedAt);
  }

  /** As the credential will have it: the first path that exists counts. */
  private static @Nullable String mapped(Map<String, Object> claims, List<ClaimPath> subject) {
    for (int i = 0; i < subject.size(); i++) {
      Object value = subject.get(i).in(claims);
      if (value != null) {
        return text(value);
      }
    }
    return null;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value instanceof String text ? text : null;
  }

  @Override
  public String toString() {
    return "TokenMarks[not shown]";
  }
}
