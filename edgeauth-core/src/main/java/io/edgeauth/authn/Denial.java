package io.edgeauth.authn;

import java.time.Instant;

/**
 * Names tokens that are refused although everything else about them is right: one token, or those
 * of a subject. Values compare exactly. {@code toString} shows the kind alone.
 */
public sealed interface Denial {

  /**
   * Refuses one token.
   *
   * @param jti its {@code jti}
   * @return the denial
   * @throws IllegalArgumentException if it is blank
   */
  static Denial token(String jti) {
    return new Token(jti);
  }

  /**
   * Refuses every token of a subject, whenever it was issued.
   *
   * @param subject the {@code sub} claim, or what the configuration takes for the subject
   * @return the denial
   * @throws IllegalArgumentException if it is blank
   */
  static Denial subject(String subject) {
    return new Subject(subject, Instant.MAX);
  }

  /**
   * Refuses the tokens of a subject that were issued before an instant. One without {@code iat} is
   * refused too: it cannot show that it is newer.
   *
   * <p>{@code iat} is told by the issuer's clock and rounded down to the second: leave room for a
   * clock that is ahead of this machine's.
   *
   * @param subject the {@code sub} claim, or what the configuration takes for the subject
   * @param before the least {@code iat} that passes
   * @return the denial
   * @throws IllegalArgumentException if the subject is blank
   */
  static Denial subjectBefore(String subject, Instant before) {
    return new Subject(subject, before);
  }

  /**
   * One token.
   *
   * @param jti its {@code jti}
   */
  record Token(String jti) implements Denial {

    /**
     * Refuses what would name nothing.
     *
     * @throws IllegalArgumentException if the value is blank
     */
    public Token {
      if (jti.isBlank()) {
        throw new IllegalArgumentException("a blank jti (expected: that of the token)");
      }
    }

    @Override
    public String toString() {
      return "Token[not shown]";
    }
  }

  /**
   * The tokens of a subject.
   *
   * @param subject the {@code sub} claim, or what the configuration takes for the subject
   * @param before the least {@code iat} that passes; {@link Instant#MAX} where none does
   */
  record Subject(String subject, Instant before) implements Denial {

    /**
     * Refuses what would name nobody.
     *
     * @throws IllegalArgumentException if the subject is blank
     */
    public Subject {
      if (subject.isBlank()) {
        throw new IllegalArgumentException("a blank subject (expected: that of the tokens)");
      }
    }

    @Override
    public String toString() {
      return "Subject[not shown]";
    }
  }
}
