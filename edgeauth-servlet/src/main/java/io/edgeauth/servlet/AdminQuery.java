package io.edgeauth.servlet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a list. Neither needs an escape, so that none is read.
 *
 * @param after the last id of the page before, or null for the first page
 * @param limit how many keys at most
 * @param faults everything that is wrong
 */
record AdminQuery(@Nullable String after, int limit, List<AdminFault> faults) {

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

  /** Reads the query of a list. */
  static AdminQuery ofList(@Nullable String raw) {
    String after = null;
    int limit = DEFAULT_LIMIT;
    List<AdminFault> faults = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String parameter : parameters(raw)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = parameter.substring(equals + 1);
      if (!seen.add(name)) {
        faults.add(new AdminFault(shown(name), "twice (expected: once)"));
      } else if (name.equals("after")) {
        after = value;
      } else if (name.equals("limit")) {
        limit = limit(value);
      } else {
        faults.add(new AdminFault(shown(name), "unknown (expected: after or limit)"));
      }
    }
    if (after != null && !AdminPath.isId(after)) {
      faults.add(new AdminFault("after", "no id (expected: the last one of the page before)"));
    }
    if (limit == 0) {
      faults.add(new AdminFault("limit", "no such number (expected: 1 to " + MAX_LIMIT + ")"));
    }
    return new AdminQuery(after, limit, faults);
  }

  /** What is wrong with the query of anything else, which has none. */
  static List<AdminFault> faultsOf(@Nullable String raw) {
    return parameters(raw).stream()
        .map(parameter -> parameter.replaceFirst("(?s)=.*", ""))
        .distinct()
        .map(name -> new AdminFault(shown(name), "unknown (expected: no parameter)"))
        .toList();
  }

  private static List<String> parameters(@Nullable String raw) {
    return raw == null || raw.isEmpty() ? List.of() : List.of(raw.split("&", -1));
  }

  private static int limit(String value) {
    int limit = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
    return limit > MAX_LIMIT ? 0 : limit;
  }

  private static String shown(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64);
  }
}
