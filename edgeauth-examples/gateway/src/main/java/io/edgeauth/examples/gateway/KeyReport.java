package io.edgeauth.examples.gateway;

import io.edgeauth.authn.apikey.ApiKey;
import io.edgeauth.authn.apikey.ApiKeyUsage;
import io.edgeauth.authn.apikey.KnownApiKey;
import io.edgeauth.config.Durations;
import io.edgeauth.event.LogText;
import io.edgeauth.network.Cidr;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One key, for people and for programs, in the words of the options by which it was issued. Neither
 * the key itself nor a hash of it is in there.
 */
final class KeyReport {

  private final Map<String, Object> members;

  private KeyReport(Map<String, Object> members) {
    this.members = members;
  }

  /** What a key carries. */
  static KeyReport of(ApiKey key) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", key.id());
    put(members, "name", key.name());
    members.put("owner", key.owner());
    put(members, "tenant", key.tenant());
    members.put("scopes", List.copyOf(key.scopes()));
    members.put("roles", List.copyOf(key.roles()));
    members.put("routes", key.routes());
    members.put("allow-ip", key.allowedAddresses().stream().map(Cidr::toString).toList());
    put(members, "plan", key.plan());
    ApiKey.Limit limit = key.limit();
    if (limit != null) {
      members.put("permits", limit.permits());
      members.put("per", Durations.show(limit.per()));
    }
    members.put("created", key.created().toString());
    put(members, "not-before", key.notBefore());
    put(members, "expires", key.expiresAt());
    put(members, "revoked", key.revokedAt());
    return new KeyReport(members);
  }

  /** The same, with its state at a moment and how it was used. */
  static KeyReport of(KnownApiKey known, Instant now) {
    Map<String, Object> members = of(known.key()).members;
    members.put("state", KeyState.of(known, now).toString());
    members.put("overlaps", KeyState.overlaps(known, now).stream().map(Instant::toString).toList());
    ApiKeyUsage usage = known.usage();
    members.put("uses", usage.count());
    put(members, "last-used", usage.lastUsed());
    put(members, "last-address", usage.lastAddress());
    return new KeyReport(members);
  }

  private static void put(Map<String, Object> members, String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value.toString());
    }
  }

  Map<String, Object> json() {
    return members;
  }

  /** A name and a value on each line, harmless in a terminal. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    members.forEach(
        (name, value) -> {
          String text = text(value);
          if (!text.isEmpty()) {
            lines.add(name + " " + LogText.line(text));
          }
          if (name.equals("created") && !members.containsKey("expires")) {
            lines.add("expires never");
          }
        });
    return lines;
  }

  private static String text(Object value) {
    return value instanceof List<?> list
        ? String.join(" ", list.stream().map(String::valueOf).toList())
        : value.toString();
  }
}
