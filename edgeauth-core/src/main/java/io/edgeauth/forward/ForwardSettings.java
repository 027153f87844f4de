package io.edgeauth.forward;

import io.edgeauth.http.HeaderName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the backend receives.
 *
 * @param keepCredentials whether credentials go on to the backend
 * @param headers the identity headers
 * @param list how several values stand in one header
 * @param encoding how a header carries characters that are no plain ASCII
 * @param reserved names, or beginnings of names with a star behind, that no client may send
 * @param requestIdHeader the header that names the request
 * @param maxIdentityHeaders how many bytes the identity headers may have together
 */
public record ForwardSettings(
    boolean keepCredentials,
    List<HeaderMapping> headers,
    ListFormat list,
    HeaderEncoding encoding,
    List<String> reserved,
    String requestIdHeader,
    int maxIdentityHeaders) {

  /** The identity headers that are set unless others are asked for. */
  public static final List<HeaderMapping> DEFAULT_HEADERS =
      Stream.of(
              Map.entry("X-User-Id", "subject"),
              Map.entry("X-User-Email", "email"),
              Map.entry("X-User-Role", "roles"),
              Map.entry("X-User-Scope", "scopes"),
              Map.entry("X-Owner-Id", "api-key.owner"),
              Map.entry("X-Scopes", "api-key.scopes"),
              Map.entry("X-Client-Id", "client"),
              Map.entry("X-Client-Cert-CN", "certificate.cn"),
              Map.entry("X-Tenant-Id", "tenant"),
              Map.entry("X-Auth-Method", "methods"))
          .map(entry -> mapping(entry.getKey(), entry.getValue()))
          .toList();

  /** What no client may send unless other names are asked for. */
  public static final List<String> DEFAULT_RESERVED =
      List.of("X-User-*", "X-Owner-*", "X-Client-Cert-*", "X-Edge-*");

  /** What holds unless something else is asked for. */
  public static final ForwardSettings DEFAULTS =
      new ForwardSettings(
          false,
          DEFAULT_HEADERS,
          ListFormat.SPACE,
          HeaderEncoding.PERCENT,
          DEFAULT_RESERVED,
          "X-Request-Id",
          16 * 1024);

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if two of the headers that are written are one, be it that one
   *     has {@code _} for {@code -}, or if the request id's means something else; the message says
   *     so
   */
  public ForwardSettings {
    for (String pattern : reserved) {
      if (!isReservable(pattern)) {
        throw new IllegalArgumentException(
            "reserved: " + pattern + " (expected: a header name, or the beginning of one and *)");
      }
    }
    headers = List.copyOf(headers);
    reserved = List.copyOf(reserved);
    HeaderMapping.checkName(requestIdHeader);
    Set<String> written = new HashSet<>(Set.of(HeaderName.fold(requestIdHeader)));
    for (HeaderMapping mapping : headers) {
      if (!written.add(HeaderName.fold(mapping.header()))) {
        throw new IllegalArgumentException(
            mapping.header() + " is written twice (expected: names that differ in more than _)");
      }
    }
  }

  /**
   * Tells whether a text can be reserved.
   *
   * @param pattern any text
   * @return whether it is a header name, or the beginning of one with a star behind
   */
  public static boolean isReservable(String pattern) {
    String plain = pattern.endsWith("*") ? pattern.substring(0, pattern.length() - 1) : pattern;
    return HeaderName.isToken(plain) && !plain.contains("*");
  }

  private static HeaderMapping mapping(String header, String source) {
    ListFormat list = header.equals("X-Scopes") ? ListFormat.COMMA : null;
    return new HeaderMapping(header, IdentitySource.parse(source), list);
  }
}
