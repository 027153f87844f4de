package io.edgeauth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request to the administration of keys names. The path is read as it was sent and compared
 * byte for byte: an escape is no letter, so that a path has one spelling.
 *
 * @param authenticator its name; empty for the description
 * @param id the key's; empty where the path names none
 */
record AdminPath(Resource resource, String authenticator, String id) {

  /** The kinds of resources, and what can be done with each. */
  enum Resource {
    /** All keys of an authenticator. */
    KEYS(true, true),
    /** One key. */
    KEY(true, false),
    /** To be posted to for a new secret. */
    ROTATE(false, true),
    /** To be posted to for a key's end. */
    REVOKE(false, true),
    /** The OpenAPI document. */
    DESCRIPTION(true, false);

    private final boolean read;
    private final boolean changed;

    Resource(boolean read, boolean changed) {
      this.read = read;
      this.changed = changed;
    }

    boolean isRead() {
      return read;
    }

    boolean isChanged() {
      return changed;
    }

    /** The value of the header Allow. */
    String allow() {
      return (read ? "GET, HEAD, " : "") + (changed ? "POST, " : "") + "OPTIONS";
    }
  }

  /**
   * What names of authenticators and ids of keys are made of. Everything else is unknown, and never
   * reaches a store, a log or a file's name (A14).
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Whether a text may be the id of a key. */
  static boolean isId(String text) {
    return NAME.matcher(text).matches();
  }

  /** What the request names, or null where it can be nothing of ours. */
  static @Nullable AdminPath of(HttpServletRequest request) {
    // The application's own context path: some containers tell the request's spelling of it.
    String base = request.getServletContext().getContextPath() + request.getServletPath() + "/";
    String path = request.getRequestURI();
    boolean below = request.getHttpServletMapping().getMappingMatch() == MappingMatch.PATH;
    return below && path.startsWith(base) ? of(path.substring(base.length())) : null;
  }

  private static @Nullable AdminPath of(String rest) {
    if (rest.equals("openapi.json")) {
      return new AdminPath(Resource.DESCRIPTION, "", "");
    }
    List<String> segments = List.of(rest.split("/", -1));
    if (segments.size() > 3 || !segments.stream().allMatch(AdminPath::isId)) {
      return null;
    }
    String authenticator = segments.get(0);
    if (segments.size() == 1) {
      return new AdminPath(Resource.KEYS, authenticator, "");
    }
    String id = segments.get(1);
    if (segments.size() == 2) {
      return new AdminPath(Resource.KEY, authenticator, id);
    }
    return switch (segments.get(2)) {
      case "rotate" -> new AdminPath(Resource.ROTATE, authenticator, id);
      case "revoke" -> new AdminPath(Resource.REVOKE, authenticator, id);
      default -> null;
    };
  }
}
