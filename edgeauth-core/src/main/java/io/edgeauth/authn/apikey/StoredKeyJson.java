package io.edgeauth.authn.apikey;

import io.edgeauth.json.JsonNumber;
import io.edgeauth.network.Cidr;
import io.edgeauth.route.RoutePatterns;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How one key stands in a file. What is absent is left out; unknown members are an error. */
final class StoredKeyJson {

  private static final Set<String> MEMBERS =
      Set.of(
          "id",
          "name",
          "owner",
          "tenant",
          "scopes",
          "roles",
          "routes",
          "allow-ip",
          "plan",
          "permits",
          "per",
          "created",
          "not-before",
          "expires",
          "revoked",
          "secrets");

  private static final Set<String> SECRET_MEMBERS = Set.of("hash", "until");

  private StoredKeyJson() {}

  static Map<String, Object> write(StoredKey stored) {
    ApiKey key = stored.key();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", key.id());
    put(json, "name", key.name());
    json.put("owner", key.owner());
    put(json, "tenant", key.tenant());
    putAll(json, "scopes", List.copyOf(key.scopes()));
    putAll(json, "roles", List.copyOf(key.roles()));
    putAll(json, "routes", key.routes());
    putAll(json, "allow-ip", key.allowedAddresses().stream().map(Cidr::toString).toList());
    put(json, "plan", key.plan());
    ApiKey.Limit limit = key.limit();
    if (limit != null) {
      json.put("permits", limit.permits());
      json.put("per", limit.per().toString());
    }
    json.put("created", key.created().toString());
    put(json, "not-before", key.notBefore());
    put(json, "expires", key.expiresAt());
    put(json, "revoked", key.revokedAt());
    List<Map<String, Object>> secrets = new ArrayList<>();
    for (StoredKey.Secret secret : stored.secrets()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("hash", secret.hash().toString());
      put(one, "until", secret.until());
      secrets.add(one);
    }
    json.put("secrets", secrets);
    return json;
  }

  private static void put(Map<String, Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }

  private static void putAll(Map<String, Object> json, String name, List<String> values) {
    if (!values.isEmpty()) {
      json.put(name, values);
    }
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none; the message says why, without hashes
   */
  static StoredKey read(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> json)) {
      throw new IllegalArgumentException("a key that is no object");
    }
    try {
      return stored(json);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("a time or duration that cannot be read", e);
    }
  }

  private static StoredKey stored(Map<?, ?> json) {
    requireKnown(json, MEMBERS);
    List<String> routes = texts(json, "routes");
    if (!routes.isEmpty()) {
      var unused = RoutePatterns.of(routes); // which its first request would find out
    }
    ApiKey key =
        new ApiKey(
            required(json, "id"),
            text(json, "name"),
            required(json, "owner"),
            text(json, "tenant"),
            new LinkedHashSet<>(texts(json, "scopes")),
            new LinkedHashSet<>(texts(json, "roles")),
            routes,
            texts(json, "allow-ip").stream().map(Cidr::parse).toList(),
            text(json, "plan"),
            limit(json),
            Instant.parse(required(json, "created")),
            instant(json, "not-before"),
            instant(json, "expires"),
            instant(json, "revoked"));
    List<StoredKey.Secret> secrets = new ArrayList<>();
    if (json.get("secrets") instanceof List<?> list) {
      for (Object one : list) {
        if (!(one instanceof Map<?, ?> secret)) {
          throw new IllegalArgumentException("a secret that is no object");
        }
        requireKnown(secret, SECRET_MEMBERS);
        secrets.add(
            new StoredKey.Secret(
                KeyHash.parse(required(secret, "hash")), instant(secret, "until")));
      }
    }
    return new StoredKey(key, secrets);
  }

  /** What is not understood may be what ends a key, or one of its secrets. */
  private static void requireKnown(Map<?, ?> json, Set<String> members) {
    for (Object member : json.keySet()) {
      if (!members.contains(String.valueOf(member))) {
        throw new IllegalArgumentException(
            "a key with an unknown member (expected: of a version that knows it)");
      }
    }
  }

  private static ApiKey.@Nullable Limit limit(Map<?, ?> json) {
    if (!json.containsKey("permits") && !json.containsKey("per")) {
      return null;
    }
    if (!(json.get("permits") instanceof JsonNumber permits)) {
      throw new IllegalArgumentException("permits that are no number");
    }
    ApiKey.Limit limit =
        new ApiKey.Limit(Long.parseLong(permits.toString()), Duration.parse(required(json, "per")));
    if (limit.permits() < 1 || limit.per().compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("permits that are not at least 1 in at least 1ms");
    }
    return limit;
  }

  private static String required(Map<?, ?> json, String name) {
    String text = text(json, name);
    if (text == null || text.isEmpty()) {
      throw new IllegalArgumentException("a key without " + name);
    }
    return text;
  }

  private static @Nullable String text(Map<?, ?> json, String name) {
    if (!json.containsKey(name)) {
      return null;
    }
    if (json.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name + " that is no text");
  }

  private static @Nullable Instant instant(Map<?, ?> json, String name) {
    String text = text(json, name);
    return text == null ? null : Instant.parse(text);
  }

  private static List<String> texts(Map<?, ?> json, String name) {
    if (!json.containsKey(name)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    if (json.get(name) instanceof List<?> list) {
      for (Object one : list) {
        if (!(one instanceof String text)) {
          throw new IllegalArgumentException(name + " with other than texts");
        }
        texts.add(text);
      }
      return texts;
    }
    throw new IllegalArgumentException(name + " that are no list");
  }
}
