package io.edgeauth.examples.gateway;

import io.edgeauth.config.Durations;
import io.edgeauth.config.LimitSettings;
import io.edgeauth.config.LimitSettings.NamedLimit;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.Plan;
import io.edgeauth.ratelimit.RateLimit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rate limits of a configuration, in its words. */
final class LimitReport {

  private final LimitSettings limits;

  LimitReport(LimitSettings limits) {
    this.limits = limits;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    limits.limits().forEach(named -> lines.add(line(named)));
    limits.plans().forEach(named -> lines.add("plan " + named.name() + ": " + line(named.plan())));
    if (!limits.limits().isEmpty()) {
      lines.add("limiter: " + store() + ", on-store-failure: " + onStoreFailure());
    }
    return lines;
  }

  private static String line(NamedLimit named) {
    RateLimit limit = named.limit();
    return "rate-limit "
        + named.name()
        + ": "
        + written(limit.algorithm())
        + ", "
        + pace(limit)
        + (limit.cost() == 1 ? "" : ", cost: " + limit.cost())
        + ", key: "
        + String.join(" ", keys(limit))
        + (limit.isOfFailures() ? ", counts: failures" : "")
        + (limit.isOverriddenByCredential() ? ", override: credential" : "");
  }

  private static String line(Plan plan) {
    return Stream.of(pace("rate ", plan.rate()), pace("quota ", plan.quota()))
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private static String pace(String what, @Nullable RateLimit limit) {
    return limit == null ? "" : what + pace(limit);
  }

  private static String pace(RateLimit limit) {
    String pace = limit.permits() + " per " + period(limit);
    return switch (limit.algorithm()) {
      case TOKEN_BUCKET ->
          limit.most() == limit.permits() ? pace : pace + ", burst: " + limit.most();
      case LEAKY_BUCKET ->
          pace + ", queue: " + limit.queue() + ", max-wait: " + Durations.show(limit.maxWait());
      case FIXED_WINDOW, SLIDING_WINDOW -> pace;
    };
  }

  private String store() {
    return limits.store() == null ? "local" : "redis";
  }

  private String onStoreFailure() {
    return written(limits.limiter().onStoreFailure());
  }

  /** Nothing where there are no limits. */
  Map<String, Object> json() {
    Map<String, Object> byName = new LinkedHashMap<>();
    limits.limits().forEach(named -> byName.put(named.name(), json(named.limit())));
    return byName.isEmpty()
        ? Map.of()
        : Map.of(
            "rate-limits",
            byName,
            "limiter",
            Map.of("store", store(), "on-store-failure", onStoreFailure()));
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
