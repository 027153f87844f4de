package io.edgeauth.authn;

import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When a token is valid, in seconds since the epoch: from {@code nbf} and {@code iat}, until just
 * before {@code exp}, each moved by the allowed clock skew (RFC 7519, section 4.1).
 *
 * @param notBefore the later of {@code nbf} and {@code iat}, or {@link Long#MIN_VALUE}
 * @param expiry {@code exp}, or {@link Long#MAX_VALUE} where there is none
 */
public record ValidityPeriod(long notBefore, long expiry) {

  /** The end of the year 9999. What lies behind it was meant as milliseconds, or to never end. */
  private static final long LATEST = 253_402_300_799L;

  private static final long ABSENT = Long.MIN_VALUE;
  private static final long NO_DATE = Long.MAX_VALUE;

  /** What reading the claims gave. */
  public sealed interface Reading {

    /**
     * When the token is valid.
     *
     * @param period it
     */
    record Good(ValidityPeriod period) implements Reading {}

    /**
     * Claims that say no such thing.
     *
     * @param why why the token is refused
     */
    record Bad(Refused why) implements Reading {}
  }

  /**
   * Reads {@code exp}, {@code nbf} and {@code iat}.
   *
   * @param claims the claims, verified or not
   * @param allowMissingExpiry whether a token may have no {@code exp}
   * @param maxLifetime the longest time from {@code iat} to {@code exp}, or null for any
   * @return the period, or why the token is refused
   */
  public static Reading read(
      Map<String, Object> claims, boolean allowMissingExpiry, @Nullable Duration maxLifetime) {
    long exp = seconds(claims.get("exp"));
    long nbf = seconds(claims.get("nbf"));
    long iat = seconds(claims.get("iat"));
    if (exp == NO_DATE || nbf == NO_DATE || iat == NO_DATE) {
      return refused(Reasons.TOKEN_CLAIM, "exp, nbf or iat is no date");
    }
    if (exp == ABSENT && !allowMissingExpiry) {
      return refused(Reasons.TOKEN_CLAIM, "no exp");
    }
    long expiry = exp == ABSENT ? Long.MAX_VALUE : exp;
    long from = Math.max(nbf, iat); // absent is before everything
    if (from > expiry) {
      return refused(Reasons.TOKEN_CLAIM, "nbf or iat is after exp");
    }
    boolean lives = iat != ABSENT && exp != ABSENT;
    if (maxLifetime != null && (!lives || exp - iat > maxLifetime.toSeconds())) {
      return refused(
          Reasons.TOKEN_LIFETIME, "a longer life than max-lifetime allows, or no iat to tell");
    }
    return new Reading.Good(new ValidityPeriod(from, expiry));
  }

  /**
   * Why the token is not valid at an instant.
   *
   * @param nowSeconds the instant, in seconds since the epoch
   * @param skewSeconds by how much clocks may differ
   * @return the reason, or null where it is valid
   */
  public @Nullable Reason fault(long nowSeconds, long skewSeconds) {
    if (isOver(nowSeconds, skewSeconds)) {
      return Reasons.TOKEN_EXPIRED;
    }
    return notBefore != Long.MIN_VALUE && nowSeconds < notBefore - skewSeconds
        ? Reasons.TOKEN_NOT_YET_VALID
        : null;
  }

  /**
   * Whether the token will never be valid again.
   *
   * @param nowSeconds the instant, in seconds since the epoch
   * @param skewSeconds by how much clocks may differ
   * @return whether it has ended
   */
  public boolean isOver(long nowSeconds, long skewSeconds) {
    return expiry != Long.MAX_VALUE && nowSeconds >= expiry + skewSeconds;
  }

  private static long seconds(@Nullable Object date) {
    if (date == null) {
      return ABSENT;
    }
    OptionalLong floor = date instanceof JsonNumber number ? number.floor() : OptionalLong.empty();
    long value = floor.orElse(NO_DATE);
    return value >= -LATEST && value <= LATEST ? value : NO_DATE;
  }

  private static Reading refused(Reason reason, String detail) {
    return new Reading.Bad(new Refused(reason, detail));
  }
}
