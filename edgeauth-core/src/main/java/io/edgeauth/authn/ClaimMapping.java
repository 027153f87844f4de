package io.edgeauth.authn;

import io.edgeauth.event.ClaimIgnoredEvent;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Credential;
import io.edgeauth.runtime.EdgeRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where in a token's claims, or an introspection answer, the fields of a credential are found. For
 * each field the first path that exists counts.
 *
 * <p>Subject, client, tenant, email and username are strings; another type or an empty one refuses
 * the token, and so does a subject of more than 2048 characters or with a line break or NUL. Scopes
 * are an array of strings or a string that is split at spaces, roles an array of strings or one
 * string; another type gives nothing.
 *
 * @param subject of the user (or machine)
 * @param client of the calling application
 * @param scopes of what the token allows
 * @param roles of the subject
 * @param tenant whose data it is about
 * @param email the subject's address
 * @param username the subject's name for people
 */
public record ClaimMapping(
    List<ClaimPath> subject,
    List<ClaimPath> client,
    List<ClaimPath> scopes,
    List<ClaimPath> roles,
    List<ClaimPath> tenant,
    List<ClaimPath> email,
    List<ClaimPath> username) {

  /** Where the issuers in common use put them. */
  public static final ClaimMapping DEFAULTS =
      new ClaimMapping(
          paths("sub"),
          paths("client_id", "azp", "cid", "appid"),
          paths("scope", "scp"),
          paths("roles", "role", "realm_access.roles", "groups", "['cognito:groups']"),
          paths("tenant", "tid", "org_id"),
          paths("email"),
          paths("preferred_username", "username"));

  private static final int MAX_LENGTH = 2048;

  /** Copies the lists. */
  public ClaimMapping {
    subject = List.copyOf(subject);
    client = List.copyOf(client);
    scopes = List.copyOf(scopes);
    roles = List.copyOf(roles);
    tenant = List.copyOf(tenant);
    email = List.copyOf(email);
    username = List.copyOf(username);
  }

  private static List<ClaimPath> paths(String... paths) {
    return Stream.of(paths).map(ClaimPath::parse).toList();
  }

  /**
   * Fills a credential from verified claims.
   *
   * @param claims the verified claims
   * @param credential what is filled
   * @param runtime is told of claims that give nothing
   * @return the path of a claim that refuses the token, or null where there is none
   */
  public @Nullable ClaimPath fill(
      Map<String, Object> claims, Credential.Builder credential, EdgeRuntime runtime) {
    for (List<ClaimPath> paths : List.of(subject, client, tenant, email, username)) {
      ClaimPath fault = textFault(claims, paths);
      if (fault != null) {
        return fault;
      }
    }
    String name = text(claims, subject);
    if (name != null && !isPlain(name)) {
      return first(claims, subject);
    }
    credential
        .subject(text(claims, subject))
        .client(text(claims, client))
        .tenant(text(claims, tenant))
        .email(text(claims, email))
        .username(text(claims, username))
        .scopes(list(claims, scopes, true, runtime))
        .roles(list(claims, roles, false, runtime))
        .claims(claims);
    return null;
  }

  private static @Nullable ClaimPath first(Map<String, Object> claims, List<ClaimPath> paths) {
    for (int i = 0; i < paths.size(); i++) {
      if (paths.get(i).in(claims) != null) {
        return paths.get(i);
      }
    }
    return null;
  }

  private static @Nullable ClaimPath textFault(Map<String, Object> claims, List<ClaimPath> paths) {
    ClaimPath path = first(claims, paths);
    return path == null || (path.in(claims) instanceof String text && !text.isEmpty())
        ? null
        : path;
  }

  /** A subject is an identifier: it goes into headers, limits and logs. */
  private static boolean isPlain(String text) {
    return text.length() <= MAX_LENGTH
        && text.indexOf('\r') < 0
        && text.indexOf('\n') < 0
        && text.indexOf('\0') < 0;
  }

  private static @Nullable String text(Map<String, Object> claims, List<ClaimPath> paths) {
    ClaimPath path = first(claims, paths);
    return path == null ? null : (String) path.in(claims);
  }

  private static List<String> list(
      Map<String, Object> claims, List<ClaimPath> paths, boolean split, EdgeRuntime runtime) {
    ClaimPath path = first(claims, paths);
    if (path == null) {
      return List.of();
    }
    Object value = path.in(claims);
    if (value instanceof String text) {
      return split ? words(text) : text.isEmpty() ? List.of() : List.of(text);
    }
    List<String> texts = texts(value);
    if (texts == null) {
      runtime.events().publish(new ClaimIgnoredEvent(runtime.clock().instant(), path.toString()));
      return List.of();
    }
    return texts;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split(" ", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private static @Nullable List<String> texts(@Nullable Object value) {
    if (!(value instanceof List<?> elements)) {
      return null;
    }
    List<String> texts = new ArrayList<>(elements.size());
    for (Object element : elements) {
      if (!(element instanceof String text)) {
        return null;
      }
      texts.add(text);
    }
    return texts;
  }
}
