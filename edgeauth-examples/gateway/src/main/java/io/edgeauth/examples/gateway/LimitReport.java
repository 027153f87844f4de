package io.edgeauth.examples.gateway;

import io.edgeauth.config.Durations;
import io.edgeauth.config.LimitSettings;
import io.edgeauth.config.LimitSettings.NamedLimit;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.RateLimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rate limits of a configuration, in its words. */
final class LimitReport {

  private final LimitSettings limits;

  LimitReport(LimitSettings limits) {
    this.limits = limits;
  }

  List<String> lines() {
    return limits.limits().stream().map(LimitReport::line).toList();
  }

  private static String line(NamedLimit named) {
    RateLimit limit = named.limit();
    return "rate-limit "
        + named.name()
        + ": "
        + written(limit.algorithm())
        + ", "
        + limit.permits()
        + " per "
        + period(limit)
        + ", key: "
        + String.join(" ", keys(limit))
        + (limit.isOfFailures() ? ", counts: failures" : "")
        + (limit.isOverriddenByCredential() ? ", override: credential" : "");
  }

  /** Nothing where there are no limits. */
  Map<String, Object> json() {
    Map<String, Object> byName = new LinkedHashMap<>();
    limits.limits().forEach(named -> byName.put(named.name(), json(named.limit())));
    return byName.isEmpty() ? Map.of() : Map.of("rate-limits", byName);
  }

  private static Map<String, Object> json(RateLimit limit) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("key", keys(limit));
    members.put("algorithm", written(limit.algorithm()));
    members.put("permits", limit.permits());
    members.put("per", period(limit));
    members.put("counts", limit.isOfFailures() ? "failures" : "all");
    members.put("override", limit.isOverriddenByCredential() ? "credential" : "none");
    return members;
  }

  private static List<String> keys(RateLimit limit) {
    return limit.keys().stream().map(LimitReport::key).toList();
  }

  private static String key(LimitKey key) {
    if (key instanceof LimitKey.Header header) {
      return "header:" + header.name();
    }
    return key instanceof LimitKey.Claim claim
        ? "claim:" + claim.path()
        : written((LimitKey.Plain) key);
  }

  private static String period(RateLimit limit) {
    return limit.period() instanceof LimitPeriod.Calendar calendar
        ? written(calendar.unit()) + " (" + calendar.zone() + ")"
        : Durations.show(((LimitPeriod.Lasting) limit.period()).length());
  }

  private static String written(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
