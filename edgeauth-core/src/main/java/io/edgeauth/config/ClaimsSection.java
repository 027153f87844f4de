package io.edgeauth.config;

import io.edgeauth.authn.ClaimMapping;
import io.edgeauth.identity.ClaimPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what authenticators of tokens say about claims. */
final class ClaimsSection {

  private ClaimsSection() {}

  /** The key {@code required-claims}, without what is wrong there. */
  static Map<ClaimPath, List<String>> required(Section section) {
    Map<ClaimPath, List<String>> required = new LinkedHashMap<>();
    section
        .several("required-claims")
        .textMap()
        .forEach(
            (path, values) -> {
              try {
                required.put(ClaimPath.parse(path), values);
              } catch (IllegalArgumentException e) {
                section.problem("required-claims", String.valueOf(e.getMessage()));
              }
            });
    return required;
  }

  /** The section {@code claims}. */
  static ClaimMapping mapping(Section section) {
    Section claims = section.sectionOrEmpty("claims");
    ClaimMapping defaults = ClaimMapping.DEFAULTS;
    ClaimMapping mapping =
        new ClaimMapping(
            paths(claims, "subject", defaults.subject()),
            paths(claims, "client", defaults.client()),
            paths(claims, "scopes", defaults.scopes()),
            paths(claims, "roles", defaults.roles()),
            paths(claims, "tenant", defaults.tenant()),
            paths(claims, "email", defaults.email()),
            paths(claims, "username", defaults.username()));
    claims.end();
    return mapping;
  }

  private static List<ClaimPath> paths(Section claims, String key, List<ClaimPath> defaults) {
    if (!claims.has(key)) {
      return defaults;
    }
    List<ClaimPath> paths = new ArrayList<>();
    for (String text : claims.texts(key, List.of())) {
      try {
        paths.add(ClaimPath.parse(text));
      } catch (IllegalArgumentException e) {
        claims.problem(key, String.valueOf(e.getMessage()));
      }
    }
    return paths;
  }
}
