package io.edgeauth.config;

import io.edgeauth.http.HeaderName;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.ratelimit.Algorithm;
import io.edgeauth.ratelimit.LimitKey;
import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.StoreFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads one of {@code rate-limits}, or the rate or quota of a plan. Used once. */
final class RateLimitSection {

  private static final String KEYS =
      "ip, subject, client, api-key, tenant, route, header:NAME or claim:PATH";

  /** Stands for what could not be read; compared by identity. */
  private static final List<String> WRONG = Collections.unmodifiableList(new ArrayList<>());

  private static final Duration ANY = Duration.ofSeconds(1);

  private enum Counts {
    ALL,
    FAILURES
  }

  private enum Overriding {
    NONE,
    CREDENTIAL
  }

  private final Section section;
  private boolean faulty;

  RateLimitSection(Section section) {
    this.section = section;
  }

  /** A limit of {@code rate-limits}. */
  Optional<RateLimit> read() {
    Algorithm algorithm = section.choice("algorithm", Algorithm.class, Algorithm.TOKEN_BUCKET);
    List<LimitKey> keys = keys();
    @Nullable RateLimit limit = limit(algorithm);
    limit = of(limit, "burst", algorithm == Algorithm.TOKEN_BUCKET, this::burst);
    limit = of(limit, "queue", algorithm == Algorithm.LEAKY_BUCKET, this::queue);
    limit = of(limit, "max-wait", algorithm == Algorithm.LEAKY_BUCKET, this::maxWait);
    limit = with(limit, "cost", this::cost);
    limit = with(limit, "ipv6-prefix", this::ipv6Prefix);
    if (section.choice("counts", Counts.class, Counts.ALL) == Counts.FAILURES) {
      limit = with(limit, "counts", RateLimit::countsFailures);
    }
    if (section.choice("override", Overriding.class, Overriding.NONE) == Overriding.CREDENTIAL) {
      limit = with(limit, "override", RateLimit::overriddenByCredential);
    }
    if (section.has("on-store-failure")) {
      StoreFailure instead =
          section.choice("on-store-failure", StoreFailure.class, StoreFailure.LOCAL);
      limit = with(limit, "on-store-failure", one -> one.onStoreFailure(instead));
    }
    section.end();
    return limit == null || faulty
        ? Optional.empty()
        : Optional.of(limit.by(keys.toArray(LimitKey[]::new)));
  }

  /** The rate of a plan: a token bucket. */
  Optional<RateLimit> readRate() {
    RateLimit limit = with(limit(Algorithm.TOKEN_BUCKET), "burst", this::burst);
    section.end();
    return limit == null || faulty ? Optional.empty() : Optional.of(limit);
  }

  /** The quota of a plan: a fixed window. */
  Optional<RateLimit> readQuota() {
    RateLimit limit = limit(Algorithm.FIXED_WINDOW);
    section.end();
    return limit == null || faulty ? Optional.empty() : Optional.of(limit);
  }

  private List<LimitKey> keys() {
    List<LimitKey> keys = new ArrayList<>();
    if (!section.has("key")) {
      fault("key", "missing (expected: " + KEYS + ")");
      return keys;
    }
    List<String> texts = section.texts("key", WRONG);
    faulty |= texts == WRONG; // and told
    if (texts.isEmpty() && texts != WRONG) {
      fault("key", "empty (expected: " + KEYS + ")");
    }
    for (String text : texts) {
      LimitKey key = key(text);
      if (key != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  private @Nullable LimitKey key(String text) {
    if (text.startsWith("header:") && HeaderName.isToken(text.substring(7))) {
      return LimitKey.header(text.substring(7));
    }
    if (text.startsWith("claim:")) {
      try {
        return LimitKey.claim(ClaimPath.parse(text.substring(6)));
      } catch (IllegalArgumentException e) {
        fault("key", Shown.line(String.valueOf(e.getMessage())));
        return null;
      }
    }
    LimitKey plain = ScalarReader.constant(LimitKey.Plain.class, text);
    if (plain == null) {
      fault("key", Shown.value(text) + " (expected: of " + KEYS + ")");
    }
    return plain;
  }

  /** What every limit has; null where it has a problem. */
  private @Nullable RateLimit limit(Algorithm algorithm) {
    Integer permits = number("permits", true, (int) RateLimit.MAX_PERMITS);
    ZoneId zone = zone();
    LimitPeriod period = period(algorithm, zone);
    if (permits == null || period == null) {
      return null;
    }
    try {
      return switch (algorithm) {
        case FIXED_WINDOW -> RateLimit.fixedWindow(permits, period);
        case SLIDING_WINDOW -> RateLimit.slidingWindow(permits, length(period));
        case TOKEN_BUCKET -> RateLimit.tokenBucket(permits, length(period));
        case LEAKY_BUCKET -> RateLimit.leakyBucket(permits, length(period));
      };
    } catch (IllegalArgumentException e) {
      return told("per", e);
    }
  }

  private static Duration length(LimitPeriod period) {
    return ((LimitPeriod.Lasting) period).length();
  }

  private @Nullable LimitPeriod period(Algorithm algorithm, @Nullable ZoneId zone) {
    String text = section.requiredText("per");
    LimitPeriod.Calendar.Unit unit = ScalarReader.constant(LimitPeriod.Calendar.Unit.class, text);
    if (unit != null && algorithm == Algorithm.FIXED_WINDOW) {
      return new LimitPeriod.Calendar(unit, zone == null ? ZoneOffset.UTC : zone);
    }
    if (text.isBlank()) {
      faulty = true; // and told
      return null;
    }
    if (section.has("time-zone")) {
      fault(
          "time-zone",
          "beside a per of a fixed length (expected: only with per: day, week or month of a"
              + " fixed-window)");
    }
    if (unit != null) {
      fault("per", text + " (expected: a duration; day, week and month only for a fixed-window)");
      return null;
    }
    Duration length = Durations.parse(text);
    if (length == null) {
      String more = algorithm == Algorithm.FIXED_WINDOW ? ", or day, week or month" : "";
      fault("per", Shown.value(text) + " (expected: " + Durations.EXAMPLES + more + ")");
      return null;
    }
    try {
      return new LimitPeriod.Lasting(length);
    } catch (IllegalArgumentException e) {
      fault("per", Shown.value(text) + " (expected: from 1ms to 366d)");
      return null;
    }
  }

  private @Nullable ZoneId zone() {
    String text = section.text("time-zone");
    if (text == null) {
      return null;
    }
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      fault("time-zone", Shown.value(text) + " (expected: such as UTC or Europe/Berlin)");
      return null;
    }
  }

  private RateLimit burst(RateLimit limit) {
    Integer burst = number("burst", false, (int) RateLimit.MAX_PERMITS);
    return burst == null ? limit : limit.burst(burst);
  }

  private RateLimit queue(RateLimit limit) {
    return limit.queue(section.integer("queue", limit.queue(), 0, RateLimit.MAX_QUEUE));
  }

  private RateLimit maxWait(RateLimit limit) {
    return limit.maxWait(
        section.duration("max-wait", limit.maxWait(), Duration.ZERO, RateLimit.LONGEST_WAIT));
  }

  private RateLimit cost(RateLimit limit) {
    Integer cost = number("cost", false, (int) RateLimit.MAX_PERMITS);
    return cost == null ? limit : limit.cost(cost);
  }

  private RateLimit ipv6Prefix(RateLimit limit) {
    return limit.ipv6Prefix(section.integer("ipv6-prefix", limit.ipv6Prefix(), 1, 128));
  }

  /** From 1 on; null where it is absent or has a problem. */
  private @Nullable Integer number(String key, boolean required, int most) {
    if (!section.has(key)) {
      if (required) {
        fault(key, "missing (expected: 1 to " + most + ")");
      }
      return null;
    }
    int number = section.integer(key, 0, 1, most);
    faulty |= number == 0; // and told
    return number == 0 ? null : number;
  }

  /** What one algorithm alone has. */
  private @Nullable RateLimit of(
      @Nullable RateLimit limit, String key, boolean fits, UnaryOperator<RateLimit> change) {
    if (fits) {
      return with(limit, key, change);
    }
    if (section.has(key)) {
      String algorithm = key.equals("burst") ? "token-bucket" : "leaky-bucket";
      fault(key, "of another algorithm (expected: only with " + algorithm + ")");
    }
    return limit;
  }

  private @Nullable RateLimit with(
      @Nullable RateLimit limit, String key, UnaryOperator<RateLimit> change) {
    // A limit that has a problem already is read on, so that all problems are told at once.
    RateLimit base = limit == null ? RateLimit.tokenBucket(RateLimit.MAX_PERMITS, ANY) : limit;
    try {
      boolean known = section.has(key);
      RateLimit changed = limit == null && !known ? base : change.apply(base);
      return limit == null ? null : changed;
    } catch (IllegalArgumentException e) {
      return limit == null ? null : told(key, e);
    }
  }

  /** Messages begin with the key that they are about, unless there is none. */
  private @Nullable RateLimit told(String key, IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage());
    int colon = message.indexOf(": ");
    String named = colon < 0 ? "" : message.substring(0, colon);
    boolean said = section.keys().contains(named);
    fault(said ? named : key, said ? message.substring(colon + 2) : message);
    return null;
  }

  private void fault(String key, String message) {
    section.problem(key, message);
    faulty = true;
  }
}
