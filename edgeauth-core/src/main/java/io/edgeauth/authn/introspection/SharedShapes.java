package io.edgeauth.authn.introspection;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings answers into the form in which they are kept. The tokens of one server have the same
 * members, and mostly the same issuer, audience, client and scopes: those are kept once.
 *
 * <p>Bounded, since the server writes them; what comes past the bound is kept as it came. Any
 * number of threads may use it at once.
 */
final class SharedShapes {

  private static final int MAX_SHARED = 1024;
  private static final int MAX_LENGTH = 512;
  private static final int MAX_MEMBERS = 32;

  /** Members whose values many tokens have in common. */
  private static final Set<String> COMMON =
      Set.of("iss", "aud", "azp", "client_id", "scope", "token_type", "typ", "acr", "tenant");

  private final ConcurrentMap<List<String>, String[]> names = new ConcurrentHashMap<>();
  private final ConcurrentMap<Object, Object> values = new ConcurrentHashMap<>();

  /** The same members in the same order, unmodifiable. */
  Map<String, Object> compact(Map<String, Object> answer) {
    if (answer.size() > MAX_MEMBERS) {
      return answer;
    }
    String[] shape = shared(List.copyOf(answer.keySet()));
    @Nullable Object[] members = new @Nullable Object[shape.length];
    for (int i = 0; i < shape.length; i++) {
      Object value = answer.get(shape[i]);
      members[i] = value != null && COMMON.contains(shape[i]) ? shared(value) : value;
    }
    return new CompactClaims(shape, members);
  }

  private String[] shared(List<String> members) {
    String[] known = names.get(members);
    if (known != null) {
      return known;
    }
    String[] made = members.toArray(String[]::new);
    if (names.size() >= MAX_SHARED) {
      return made;
    }
    String[] before = names.putIfAbsent(members, made);
    return before == null ? made : before;
  }

  private Object shared(Object value) {
    Object known = values.get(value);
    if (known != null) {
      return known;
    }
    if (values.size() >= MAX_SHARED || !isShort(value)) {
      return value;
    }
    Object kept = value instanceof List<?> elements ? List.copyOf(elements) : value;
    Object before = values.putIfAbsent(kept, kept);
    return before == null ? kept : before;
  }

  /** A text, or a few of them. */
  private static boolean isShort(Object value) {
    if (value instanceof String text) {
      return text.length() <= MAX_LENGTH;
    }
    return value instanceof List<?> elements
        && elements.size() <= MAX_MEMBERS
        && elements.stream()
            .allMatch(one -> one instanceof String text && text.length() <= MAX_LENGTH);
  }
}
