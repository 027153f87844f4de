package io.edgeauth.authn.jwt;

import io.edgeauth.authn.AuthenticationResult.Refused;
import io.edgeauth.json.JsonException;
import io.edgeauth.json.JsonReader;
import io.edgeauth.keys.Base64Url;
import io.edgeauth.reason.Reasons;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a token in the compact form of JWS (RFC 7515): canonical base64url, strict JSON, and a
 * header that asks for nothing that EdgeAuth would have to obey. Nested and encrypted tokens are
 * not read.
 */
final class JwtParser {

  /** What reading gave. */
  sealed interface Parsed {

    /** A token of the right form. */
    record Read(UnverifiedJwt token) implements Parsed {}

    /** No JWT at all: an opaque token, perhaps, of which another authenticator knows more. */
    record NoJwt() implements Parsed {
      static final NoJwt INSTANCE = new NoJwt();
    }

    /** A JWT of another issuer: what it is made of is that issuer's affair. */
    record Foreign() implements Parsed {
      static final Foreign INSTANCE = new Foreign();
    }

    /** A JWT of our issuer, or of nobody's, and a bad one. */
    record Bad(Refused why) implements Parsed {}
  }

  /**
   * The last good header as it was written. An issuer writes the same one for as long as it signs
   * with the same key, and reading it is a quarter of the work before the signature. A stranger can
   * make it be forgotten, and no more.
   */
  private static final class Remembered {
    private final byte[] text;
    private final JwtHeader header;

    Remembered(byte[] text, JwtHeader header) {
      this.text = text;
      this.header = header;
    }
  }

  private static final int MAX_REMEMBERED = 1024;

  private final String issuer;
  private final JwtHeaderRules rules;
  private volatile @Nullable Remembered remembered;

  JwtParser(JwtSettings settings) {
    this.issuer = settings.issuer();
    this.rules = new JwtHeaderRules(settings);
  }

  Parsed parse(byte[] token) {
    int first = dot(token, 0);
    int second = dot(token, first + 1);
    if (first <= 0 || second == token.length || dot(token, second + 1) != token.length) {
      return Parsed.NoJwt.INSTANCE;
    }
    JwtHeader known = remembered(token, first);
    Map<String, Object> header = known == null ? object(token, 0, first) : Map.of();
    if (header == null) {
      return Parsed.NoJwt.INSTANCE;
    }
    Map<String, Object> claims = object(token, first + 1, second);
    if (claims == null) {
      return new Parsed.Bad(
          new Refused(
              Reasons.TOKEN_MALFORMED, "claims that are no JSON object in canonical base64url"));
    }
    if (!issuer.equals(claims.get("iss"))) {
      return Parsed.Foreign.INSTANCE;
    }
    if (known != null) {
      return new Parsed.Read(new UnverifiedJwt(token, second, known, claims));
    }
    JwtHeaderRules.Judgement judgement = rules.judge(header);
    if (judgement instanceof JwtHeaderRules.Judgement.Bad bad) {
      return new Parsed.Bad(bad.why());
    }
    JwtHeader good = ((JwtHeaderRules.Judgement.Good) judgement).header();
    remember(token, first, good);
    return new Parsed.Read(new UnverifiedJwt(token, second, good, claims));
  }

  /** Where the next dot stands, or the token's end. */
  private static int dot(byte[] token, int from) {
    int at = from;
    while (at < token.length && token[at] != '.') {
      at++;
    }
    return at;
  }

  private @Nullable JwtHeader remembered(byte[] token, int length) {
    Remembered last = remembered;
    return last != null && Arrays.equals(token, 0, length, last.text, 0, last.text.length)
        ? last.header
        : null;
  }

  private void remember(byte[] token, int length, JwtHeader header) {
    if (length <= MAX_REMEMBERED) {
      remembered = new Remembered(Arrays.copyOf(token, length), header);
    }
  }

  private static @Nullable Map<String, Object> object(byte[] token, int from, int to) {
    byte[] json = Base64Url.decode(token, from, to);
    if (json == null) {
      return null;
    }
    try {
      return JsonReader.readObject(json);
    } catch (JsonException e) {
      return null;
    }
  }
}
