package io.edgeauth.authn;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.reason.Reason;
import io.edgeauth.reason.Reasons;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a token out of a request: from the {@code Authorization} header, under {@code Bearer} or
 * {@code DPoP}, or where the configuration says. It reads the carrier's form and nothing of the
 * token. Immutable; many threads use it at once.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2">RFC 6750, section 2</a>
 */
public final class BearerToken {

  /** What was found. */
  public sealed interface Found {

    /**
     * A token of the allowed length. Its characters are looked at by {@link #bytes()}, which who
     * knows the token already by its digest need not ask for.
     *
     * @param text the text at whose end the token stands
     * @param from where in it the token begins
     * @param carrier where it stood
     * @param scheme under which scheme
     */
    record Token(String text, int from, Carrier carrier, TokenScheme scheme) implements Found {

      /**
       * A token under no scheme but its possession.
       *
       * @param text the text at whose end the token stands
       * @param from where in it the token begins
       * @param carrier where it stood
       */
      public Token(String text, int from, Carrier carrier) {
        this(text, from, carrier, TokenScheme.BEARER);
      }

      /**
       * The token.
       *
       * @return its bytes, or null where it has characters that no bearer token has: then it is
       *     malformed, whatever else it is
       */
      public byte @Nullable [] bytes() {
        byte[] all = text.getBytes(StandardCharsets.ISO_8859_1);
        if (!isToken68(all, from)) {
          return null;
        }
        return from == 0 ? all : Arrays.copyOfRange(all, from, all.length);
      }

      /**
       * The token as a text.
       *
       * @return it, whatever characters it has
       */
      public String token() {
        return text.substring(from);
      }

      /** Never the token itself. */
      @Override
      public String toString() {
        return "Token[not shown, " + carrier + "]";
      }
    }

    /** Nothing. */
    record Nothing() implements Found {
      static final Nothing INSTANCE = new Nothing();
    }

    /**
     * Something that is no bearer token, such as another scheme's credential.
     *
     * @param reason what it is
     */
    record Foreign(Reason reason) implements Found {}

    /**
     * Something malformed.
     *
     * @param reason why
     */
    record Bad(Reason reason) implements Found {}
  }

  private static final boolean[] TOKEN68 = token68();

  private final List<Carrier> carriers;
  private final List<Set<Carrier>> single;
  private final int maxLength;

  private BearerToken(List<Carrier> carriers, int maxLength) {
    this.carriers = carriers;
    this.single = carriers.stream().map(Set::of).toList();
    this.maxLength = maxLength;
  }

  /**
   * Makes an extractor.
   *
   * @param carriers where tokens are looked for; at least one, each once
   * @param maxLength how many characters a token may have
   * @return the extractor
   */
  public static BearerToken from(List<Carrier> carriers, int maxLength) {
    return new BearerToken(List.copyOf(carriers), maxLength);
  }

  /**
   * Where tokens are looked for.
   *
   * @return the carriers
   */
  public Set<Carrier> carriers() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(carriers));
  }

  /**
   * Which carriers hold something.
   *
   * @param request the request
   * @return those of {@link #carriers()} that do
   */
  public Set<Carrier> presents(EdgeRequest request) {
    Set<Carrier> present = Set.of();
    for (int i = 0; i < carriers.size(); i++) {
      if (!carriers.get(i).values(request).isEmpty()) {
        present = present.isEmpty() ? single.get(i) : plus(present, carriers.get(i));
      }
    }
    return present;
  }

  private static Set<Carrier> plus(Set<Carrier> some, Carrier one) {
    Set<Carrier> all = new LinkedHashSet<>(some);
    all.add(one);
    return all;
  }

  /**
   * Takes the token.
   *
   * @param request the request
   * @return the token, or what there is in its place
   */
  public Found find(EdgeRequest request) {
    Found found = Found.Nothing.INSTANCE;
    for (int i = 0; i < carriers.size(); i++) {
      Carrier carrier = carriers.get(i);
      List<String> values = carrier.values(request);
      if (values.isEmpty()) {
        continue;
      }
      if (values.size() > 1 || found != Found.Nothing.INSTANCE) {
        return new Found.Bad(Reasons.CREDENTIAL_DOUBLED);
      }
      found = read(carrier, values.get(0));
    }
    return found;
  }

  private Found read(Carrier carrier, String value) {
    return carrier.kind() == Carrier.Kind.HEADER
        ? ofHeader(carrier, value)
        : ofToken(carrier, value, 0, TokenScheme.BEARER);
  }

  private Found ofHeader(Carrier carrier, String value) {
    int end = 0;
    while (end < value.length() && value.charAt(end) > ' ') {
      end++;
    }
    if (end == 0) {
      return new Found.Bad(
          value.isEmpty() ? Reasons.TOKEN_MALFORMED : Reasons.CREDENTIAL_MALFORMED);
    }
    TokenScheme scheme = TokenScheme.at(value, end);
    if (scheme == null) {
      return new Found.Foreign(Reasons.CREDENTIAL_FOREIGN);
    }
    if (value.length() > end && value.charAt(end) != ' ') {
      return new Found.Bad(Reasons.CREDENTIAL_MALFORMED);
    }
    return ofToken(carrier, value, Math.min(end + 1, value.length()), scheme);
  }

  private Found ofToken(Carrier carrier, String value, int from, TokenScheme scheme) {
    int length = value.length() - from;
    if (length == 0) {
      return new Found.Bad(Reasons.TOKEN_MALFORMED);
    }
    if (length > maxLength) {
      return new Found.Bad(Reasons.CREDENTIAL_TOO_LONG);
    }
    return new Found.Token(value, from, carrier, scheme);
  }

  /**
   * The {@code b64token} of RFC 6750, section 2.1. It goes over bytes, since going over the
   * characters of a string costs four times as much; what is not Latin-1 becomes a question mark,
   * which no token holds.
   */
  private static boolean isToken68(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && TOKEN68[bytes[at] & 0xFF]) {
      at++;
    }
    if (at == from) {
      return false;
    }
    while (at < bytes.length && bytes[at] == '=') {
      at++;
    }
    return at == bytes.length;
  }

  private static boolean[] token68() {
    boolean[] members = new boolean[256];
    String others = "-._~+/";
    for (int c = 0; c < members.length; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      members[c] = letter || (c >= '0' && c <= '9') || others.indexOf(c) >= 0;
    }
    return members;
  }
}
