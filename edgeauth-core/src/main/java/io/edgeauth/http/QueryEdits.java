package io.edgeauth.http;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is removed from the query of a request that is forwarded: parameters that held a credential.
 * The rest goes on byte for byte. Immutable.
 */
public final class QueryEdits {

  /** Removes nothing. */
  public static final QueryEdits NONE = new QueryEdits(Set.of());

  private final Set<String> removed;

  private QueryEdits(Set<String> removed) {
    this.removed = removed;
  }

  /**
   * Makes edits.
   *
   * @param parameters the names of the parameters that end here, decoded
   * @return the edits
   */
  public static QueryEdits removing(Set<String> parameters) {
    return parameters.isEmpty() ? NONE : new QueryEdits(Set.copyOf(parameters));
  }

  /**
   * Tells whether a parameter ends here.
   *
   * @param parameter its decoded name
   * @return true if the backend must not see it
   */
  public boolean removes(String parameter) {
    return removed.contains(parameter);
  }

  /**
   * The query after the edits.
   *
   * @param query the raw query, or null
   * @return what is left of it, or null where nothing is
   */
  public @Nullable String apply(@Nullable String query) {
    if (query == null || removed.isEmpty()) {
      return query;
    }
    StringBuilder kept = new StringBuilder(query.length());
    for (String pair : query.split("&", -1)) {
      if (!removed.contains(name(pair))) {
        kept.append(kept.isEmpty() ? "" : "&").append(pair);
      }
    }
    return kept.isEmpty() ? null : kept.toString();
  }

  /**
   * The decoded name of one parameter, read as HTML forms are: backends read it so, whatever the
   * client meant.
   *
   * @param pair {@code name=value} or {@code name}, raw
   * @return the name; the raw one where its escapes are broken
   */
  public static String name(String pair) {
    int equals = pair.indexOf('=');
    return decode(equals < 0 ? pair : pair.substring(0, equals));
  }

  /**
   * Decodes one part of a query as HTML forms are decoded.
   *
   * @param text a raw name or value
   * @return it decoded; as it is where its escapes are broken
   */
  public static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    try {
      return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
