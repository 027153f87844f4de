package io.edgeauth.config;

import io.edgeauth.identity.ClaimPath;
import io.edgeauth.policy.Requirement;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code require}, of a route and of what holds for all. */
final class RequireSection {

  private RequireSection() {}

  static Requirement read(Section owner) {
    Section require = owner.section("require");
    if (require == null) {
      return Requirement.NONE;
    }
    if (require.keys().isEmpty()) {
      owner.problem(
          "require", "empty (expected: scopes, any-scope, roles or claims; or leave it out)");
    }
    Requirement read =
        new Requirement(
            asked(require, "scopes"),
            asked(require, "any-scope"),
            asked(require, "roles"),
            claims(require));
    require.end();
    return read;
  }

  /** An empty list would ask for nothing while it looks as if it asked for something. */
  private static Set<String> asked(Section require, String key) {
    List<String> values = require.texts(key, List.of());
    if (require.has(key) && (values.isEmpty() || values.stream().anyMatch(String::isBlank))) {
      require.problem(key, "empty (expected: at least one, or leave the key out)");
    }
    return new LinkedHashSet<>(values);
  }

  private static Map<ClaimPath, Set<String>> claims(Section require) {
    Map<ClaimPath, Set<String>> claims = new LinkedHashMap<>();
    require
        .several("claims")
        .textMap()
        .forEach(
            (path, values) -> {
              if (values.isEmpty()) {
                require.problem("claims", Shown.text(path) + ": empty (expected: a value)");
              }
              try {
                claims.put(ClaimPath.parse(path), new LinkedHashSet<>(values));
              } catch (IllegalArgumentException e) {
                require.problem("claims", String.valueOf(e.getMessage()));
              }
            });
    return claims;
  }
}
