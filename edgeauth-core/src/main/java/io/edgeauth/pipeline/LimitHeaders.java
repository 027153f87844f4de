package io.edgeauth.pipeline;

import io.edgeauth.http.HeaderField;
import io.edgeauth.ratelimit.Algorithm;
import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.LimitRule;
import io.edgeauth.ratelimit.LimitState;
import io.edgeauth.ratelimit.LimiterSettings;
import io.edgeauth.ratelimit.LimiterSettings.Headers;
import io.edgeauth.ratelimit.LimiterSettings.Reset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients how their limits stand: the tightest by the old headers, all by the IETF's.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/">RateLimit
 *     header fields for HTTP</a>
 */
final class LimitHeaders {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final LimiterSettings settings;
  private final Clock clock;

  LimitHeaders(LimiterSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  List<HeaderField> of(List<LimitState> states) {
    Headers told = settings.headers();
    if (states.isEmpty() || told == Headers.NONE) {
      return List.of();
    }
    List<HeaderField> fields = new ArrayList<>(5);
    LimitState tightest = told == Headers.DRAFT ? null : tightest(states);
    if (tightest != null) {
      addLegacy(fields, tightest);
    }
    if (told != Headers.LEGACY) {
      addDraft(fields, states);
    }
    return fields;
  }

  /** The one with the least remaining. A leaky bucket has one or none, which says nothing. */
  private static @Nullable LimitState tightest(List<LimitState> states) {
    LimitState tightest = null;
    for (int i = 0; i < states.size(); i++) {
      LimitState state = states.get(i);
      boolean counts = state.rule().limit().algorithm() != Algorithm.LEAKY_BUCKET;
      if (counts && (tightest == null || state.remaining() < tightest.remaining())) {
        tightest = state;
      }
    }
    return tightest;
  }

  private void addLegacy(List<HeaderField> fields, LimitState state) {
    fields.add(field("X-RateLimit-Limit", state.rule().limit().permits()));
    fields.add(field("X-RateLimit-Remaining", state.remaining()));
    long reset =
        settings.reset() == Reset.SECONDS
            ? seconds(state.resetNanos())
            : epochSeconds(clock.instant().plusNanos(state.resetNanos()));
    fields.add(field("X-RateLimit-Reset", reset));
  }

  private static long epochSeconds(Instant instant) {
    return instant.getEpochSecond() + (instant.getNano() == 0 ? 0 : 1);
  }

  private static HeaderField field(String name, long value) {
    return new HeaderField(name, Long.toString(value));
  }

  private static void addDraft(List<HeaderField> fields, List<LimitState> states) {
    StringBuilder limits = new StringBuilder(32 * states.size());
    StringBuilder policies = new StringBuilder(32 * states.size());
    for (int i = 0; i < states.size(); i++) {
      LimitState state = states.get(i);
      LimitRule rule = state.rule();
      String between = i == 0 ? "" : ", ";
      limits.append(between).append('"').append(rule.name()).append("\";r=");
      limits.append(state.remaining()).append(";t=").append(seconds(state.resetNanos()));
      policies.append(between).append('"').append(rule.name()).append("\";q=");
      policies.append(rule.limit().permits());
      long window = window(rule.limit().period());
      if (window > 0) {
        policies.append(";w=").append(window);
      }
    }
    fields.add(new HeaderField("RateLimit", limits.toString()));
    fields.add(new HeaderField("RateLimit-Policy", policies.toString()));
  }

  /** Whole seconds; 0 for a period that has none, or not always as many. */
  private static long window(LimitPeriod period) {
    if (period instanceof LimitPeriod.Calendar calendar) {
      return switch (calendar.unit()) {
        case DAY -> 86_400;
        case WEEK -> 604_800;
        case MONTH -> 0;
      };
    }
    Duration length = ((LimitPeriod.Lasting) period).length();
    return length.toNanos() % SECOND == 0 ? length.toSeconds() : 0;
  }

  private static long seconds(long nanos) {
    return nanos / SECOND + (nanos % SECOND == 0 ? 0 : 1);
  }
}
