package io.edgeauth.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * A signature that the whole world agrees on, to see whether a provider does: the published
 * examples of RFC 7520 (sections 4.1 to 4.3), RFC 7515 (appendix A.3) and RFC 8037 (appendix A.4).
 *
 * <p>To make signatures for this at each start would cost more than starting the provider, for the
 * RSA key alone.
 *
 * @param algorithm of the signature
 * @param shows the algorithms that are trusted when this one is right
 * @param jwk the public key
 * @param token a JWS in compact form
 */
record KnownAnswer(JwsAlgorithm algorithm, Set<JwsAlgorithm> shows, String jwk, String token) {

  private static final String RSA_KEY =
      """
      {"kty":"RSA","e":"AQAB","n":"\
      n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_\
      AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpP\
      e7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg\
      _3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw"}""";

  private static final String P521_KEY =
      """
      {"kty":"EC","crv":"P-521","x":"\
      AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt","y":"\
      AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}""";

  private static final String P256_KEY =
      """
      {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",\
      "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

  private static final String EDWARDS_KEY =
      """
      {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";

  private static final String SENTENCE =
      """
      SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAg\
      b250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dp\
      bmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4""";

  private static final String RS256_SIGNATURE =
      """
      MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83\
      xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJ\
      Dt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12\
      podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg""";

  private static final String PS384_SIGNATURE =
      """
      cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6\
      O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqi\
      VJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_\
      jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw""";

  private static final String ES512_SIGNATURE =
      """
      AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJ\
      AQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2""";

  private static final String ES256_TOKEN =
      """
      eyJhbGciOiJFUzI1NiJ9\
      .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290\
      Ijp0cnVlfQ\
      .DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q\
      """;

  private static final String EDDSA_TOKEN =
      """
      eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc\
      .hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg\
      """;

  KnownAnswer {
    shows = Set.copyOf(shows);
  }

  /** One for each family of algorithms, and P-521 apart: other code computes on it. */
  static List<KnownAnswer> all() {
    return List.of(
        new KnownAnswer(
            JwsAlgorithm.RS256,
            EnumSet.of(JwsAlgorithm.RS256, JwsAlgorithm.RS384, JwsAlgorithm.RS512),
            RSA_KEY,
            "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9."
                + SENTENCE
                + "."
                + RS256_SIGNATURE),
        new KnownAnswer(
            JwsAlgorithm.PS384,
            EnumSet.of(JwsAlgorithm.PS256, JwsAlgorithm.PS384, JwsAlgorithm.PS512),
            RSA_KEY,
            "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9."
                + SENTENCE
                + "."
                + PS384_SIGNATURE),
        new KnownAnswer(
            JwsAlgorithm.ES256,
            EnumSet.of(JwsAlgorithm.ES256, JwsAlgorithm.ES384),
            P256_KEY,
            ES256_TOKEN),
        new KnownAnswer(
            JwsAlgorithm.ES512,
            EnumSet.of(JwsAlgorithm.ES512),
            P521_KEY,
            "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9."
                + SENTENCE
                + "."
                + ES512_SIGNATURE),
        new KnownAnswer(
            JwsAlgorithm.EDDSA, EnumSet.of(JwsAlgorithm.EDDSA), EDWARDS_KEY, EDDSA_TOKEN));
  }

  /** Whether a provider takes the key, verifies the signature, and refuses it for other content. */
  boolean isGivenBy(Provider provider) {
    int end = token.lastIndexOf('.');
    byte[] content = token.substring(0, end).getBytes(US_ASCII);
    byte[] signature = Base64.getUrlDecoder().decode(token.substring(end + 1));
    try {
      ReadyKey ready = SignatureProvider.make(provider, key());
      if (!ready.verifies(algorithm, content, 0, content.length, signature)) {
        return false;
      }
      content[0] ^= 1;
      return refuses(ready, content, signature);
    } catch (GeneralSecurityException | JoseException e) {
      return false;
    }
  }

  private boolean refuses(ReadyKey ready, byte[] content, byte[] signature) {
    try {
      return !ready.verifies(algorithm, content, 0, content.length, signature);
    } catch (GeneralSecurityException e) {
      return true; // that is a refusal, too
    }
  }

  private PublicKey key() throws JoseException {
    return PublicJsonWebKey.Factory.newPublicJwk(jwk).getPublicKey();
  }
}
