package io.edgeauth.servlet;

import io.edgeauth.authn.apikey.ApiKey;
import io.edgeauth.authn.apikey.ApiKeyRequest;
import io.edgeauth.authn.apikey.ApiKeyUsage;
import io.edgeauth.authn.apikey.IssuedKey;
import io.edgeauth.authn.apikey.KnownApiKey;
import io.edgeauth.config.Durations;
import io.edgeauth.network.Cidr;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** API keys as clients of the administration see and order them. What is absent is left out. */
final class ApiKeyJson {

  private ApiKeyJson() {}

  /** A key that was just made, with its secret: the one time that it is written. */
  static Map<String, Object> issued(IssuedKey issued) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("secret", issued.secret());
    json.putAll(key(issued.key()));
    return json;
  }

  /** A key with how it was used. */
  static Map<String, Object> known(KnownApiKey known) {
    Map<String, Object> json = key(known.key());
    json.put("overlaps", known.overlaps().stream().map(Instant::toString).toList());
    ApiKeyUsage usage = known.usage();
    Map<String, Object> used = new LinkedHashMap<>();
    used.put("count", usage.count());
    put(used, "lastUsed", usage.lastUsed());
    put(used, "lastAddress", usage.lastAddress());
    json.put("usage", used);
    return json;
  }

  static Map<String, Object> key(ApiKey key) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", key.id());
    put(json, "name", key.name());
    json.put("owner", key.owner());
    put(json, "tenant", key.tenant());
    json.put("scopes", List.copyOf(key.scopes()));
    json.put("roles", List.copyOf(key.roles()));
    json.put("routes", key.routes());
    json.put("allowedAddresses", key.allowedAddresses().stream().map(Cidr::toString).toList());
    put(json, "plan", key.plan());
    ApiKey.Limit limit = key.limit();
    if (limit != null) {
      Map<String, Object> own = new LinkedHashMap<>();
      own.put("permits", limit.permits());
      own.put("per", Durations.show(limit.per()));
      json.put("limit", own);
    }
    json.put("created", key.created().toString());
    put(json, "notBefore", key.notBefore());
    put(json, "expiresAt", key.expiresAt());
    put(json, "revokedAt", key.revokedAt());
    return json;
  }

  private static void put(Map<String, Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }

  /** What a new key is to carry; the members tell what is wrong. */
  static ApiKeyRequest order(AdminMembers members) {
    ApiKeyRequest order =
        ApiKeyRequest.owner(members.requiredText("owner"))
            .name(members.text("name"))
            .tenant(members.text("tenant"))
            .scopes(members.texts("scopes"))
            .roles(members.texts("roles"))
            .routes(members.texts("routes"))
            .allowedAddresses(members.texts("allowedAddresses"))
            .plan(members.text("plan"))
            .notBefore(members.instant("notBefore"));
    AdminMembers limit = members.members("limit", "{\"permits\": 1000, \"per\": \"1m\"}");
    if (limit != null) {
      order.limit(limit.requiredNumber("permits"), limit.requiredDuration("per"));
      limit.end();
    }
    expiry(members, order);
    return order;
  }

  private static void expiry(AdminMembers members, ApiKeyRequest order) {
    if (members.isText("expiresIn", "never")) {
      order.neverExpires();
      return;
    }
    Duration duration = members.duration("expiresIn", Duration.ZERO);
    if (members.has("expiresIn")) {
      order.expiresIn(duration);
    }
  }
}
