package io.edgeauth.servlet;

import io.edgeauth.http.HeaderField;
import io.edgeauth.http.HeaderName;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer of which the decision said how it may be cached: {@code private}, where the token stood
 * in the address (RFC 6750, section 2.3). What the application says about caching holds beside it,
 * save what would let caches that others share keep the answer.
 */
final class GuardedCaching extends HttpServletResponseWrapper {

  private static final String CACHE_CONTROL = "Cache-Control";

  /** Directives that are for shared caches, or would narrow {@code private} to some headers. */
  private static final Set<String> SHARING = Set.of("public", "s-maxage", "private");

  /**
   * Headers that some caches obey before {@code Cache-Control}: that of Edge Side Includes,
   * Akamai's, and nginx's.
   */
  private static final Set<String> OF_SHARED_CACHES =
      Set.of("surrogate-control", "edge-control", "x-accel-expires");

  private final String required;

  private GuardedCaching(HttpServletResponse response, String required) {
    super(response);
    this.required = required;
    if (!response.isCommitted()) {
      super.setHeader(CACHE_CONTROL, restricted(response.getHeader(CACHE_CONTROL)));
    }
  }

  /** The answer, guarded if one of the decision's headers says how it may be cached. */
  static HttpServletResponse of(HttpServletResponse response, List<HeaderField> ofDecision) {
    for (HeaderField field : ofDecision) {
      if (HeaderName.same(field.name(), CACHE_CONTROL)) {
        return new GuardedCaching(response, field.value());
      }
    }
    return response;
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    if (HeaderName.same(name, CACHE_CONTROL)) {
      super.setHeader(name, restricted(value));
    } else if (!isForSharedCaches(name)) {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    if (HeaderName.same(name, CACHE_CONTROL)) {
      String before = getHeader(CACHE_CONTROL);
      super.setHeader(name, restricted(value == null ? before : before + ", " + value));
    } else if (!isForSharedCaches(name)) {
      super.addHeader(name, value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    setHeader(name, Integer.toString(value));
  }

  @Override
  public void addIntHeader(String name, int value) {
    addHeader(name, Integer.toString(value));
  }

  @Override
  public void reset() {
    super.reset();
    super.setHeader(CACHE_CONTROL, required);
  }

  /** They go before {@code Cache-Control} to those whom they address (RFC 9213). */
  private static boolean isForSharedCaches(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith("-cache-control") || OF_SHARED_CACHES.contains(lower);
  }

  private String restricted(@Nullable String value) {
    List<String> directives = new ArrayList<>(List.of(required));
    for (String directive : directives(value == null ? "" : value)) {
      String name = directive.replaceFirst("(?s)=.*", "").strip().toLowerCase(Locale.ROOT);
      if (!SHARING.contains(name) && !directives.contains(directive)) {
        directives.add(directive);
      }
    }
    return String.join(", ", directives);
  }

  /** Apart at the commas, but for those between quotes: {@code no-cache="a, b"} is one. */
  private static List<String> directives(String value) {
    List<String> directives = new ArrayList<>();
    boolean quoted = false;
    int begin = 0;
    for (int i = 0; i <= value.length(); i++) {
      if (i == value.length() || (value.charAt(i) == ',' && !quoted)) {
        String directive = value.substring(begin, i).strip();
        if (!directive.isEmpty()) {
          directives.add(directive);
        }
        begin = i + 1;
      } else if (value.charAt(i) == '"') {
        quoted = !quoted;
      }
    }
    return directives;
  }
}
