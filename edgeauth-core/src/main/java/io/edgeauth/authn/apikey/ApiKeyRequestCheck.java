package io.edgeauth.authn.apikey;

import io.edgeauth.authn.apikey.InvalidApiKeyRequestException.Fault;
import io.edgeauth.network.Cidr;
import io.edgeauth.route.RoutePatterns;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what a new key is to carry, and makes it. Used once. */
final class ApiKeyRequestCheck {

  private static final int MAX_LENGTH = 200;
  private static final int MAX_ELEMENTS = 100;
  private static final Duration LONGEST = Duration.ofDays(36_525);

  private final ApiKeyRequest request;
  private final List<Fault> faults = new ArrayList<>();

  ApiKeyRequestCheck(ApiKeyRequest request) {
    this.request = request;
  }

  /**
   * Makes the key.
   *
   * @param lifetime how long keys are good unless they say otherwise, or null for ever
   * @throws InvalidApiKeyRequestException with everything that is wrong
   */
  ApiKey key(String id, Instant now, @Nullable Duration lifetime) {
    text("owner", request.owner);
    optionalText("name", request.name);
    optionalText("tenant", request.tenant);
    optionalText("plan", request.plan);
    few("scopes", request.scopes).forEach(this::scope);
    var unused = few("roles", request.roles);
    few("routes", request.routes).forEach(this::route);
    limit();
    List<Cidr> networks = networks();
    Instant expiresAt = expiresAt(now, lifetime);
    if (request.notBefore != null && expiresAt != null && !request.notBefore.isBefore(expiresAt)) {
      fault("not-before", "not before the key's end (expected: an instant before that)");
    }
    if (!faults.isEmpty()) {
      throw new InvalidApiKeyRequestException(faults);
    }
    return new ApiKey(
        id,
        request.name,
        request.owner,
        request.tenant,
        request.scopes,
        request.roles,
        request.routes,
        networks,
        request.plan,
        request.limit,
        now,
        request.notBefore,
        expiresAt,
        null);
  }

  private @Nullable Instant expiresAt(Instant now, @Nullable Duration lifetime) {
    Duration duration = request.expiresIn == null ? lifetime : request.expiresIn;
    if (request.neverExpires || duration == null) {
      return null;
    }
    if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
      fault("expires-in", duration + " (expected: more than nothing, up to a hundred years)");
      return null;
    }
    return now.plus(duration);
  }

  private void limit() {
    ApiKey.Limit limit = request.limit;
    if (limit == null) {
      return;
    }
    if (request.plan != null) {
      fault("permits", "beside a plan (expected: one of the two)");
    }
    if (limit.permits() < 1
        || limit.per().compareTo(Duration.ofMillis(1)) < 0
        || limit.per().compareTo(LONGEST) > 0) {
      fault("permits", "not at least 1 in at least 1ms (expected: such as 1000 per 1m)");
    }
  }

  private List<Cidr> networks() {
    List<Cidr> networks = new ArrayList<>();
    for (String text : few("allow-ip", request.allowedAddresses)) {
      try {
        networks.add(Cidr.parse(text));
      } catch (IllegalArgumentException e) {
        fault("allow-ip", String.valueOf(e.getMessage()));
      }
    }
    return networks;
  }

  /** RFC 6749, section 3.3: a scope-token. */
  private void scope(String scope) {
    if (!scope.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\')) {
      fault(
          "scopes",
          "a scope with a space, quote, backslash or what is past ASCII"
              + " (expected: such as orders:read)");
    }
  }

  private void route(String pattern) {
    try {
      var unused = RoutePatterns.of(List.of(pattern));
    } catch (IllegalArgumentException e) {
      fault("routes", String.valueOf(e.getMessage()));
    }
  }

  /** The values, or none where there are too many: to say what is wrong with each would cost. */
  private Collection<String> few(String field, Collection<String> values) {
    if (values.size() > MAX_ELEMENTS) {
      fault(field, values.size() + " (expected: at most " + MAX_ELEMENTS + ")");
      return List.of();
    }
    values.forEach(value -> text(field, value));
    return values;
  }

  private void optionalText(String field, @Nullable String value) {
    if (value != null) {
      text(field, value);
    }
  }

  private void text(String field, String value) {
    if (value.isBlank() || value.length() > MAX_LENGTH || hasControl(value)) {
      fault(
          field,
          "blank, longer than "
              + MAX_LENGTH
              + " characters, or with a control character"
              + " (expected: one line of text)");
    }
  }

  private static boolean hasControl(String value) {
    return value.codePoints().anyMatch(c -> Character.isISOControl(c) || isLoneSurrogate(c));
  }

  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private void fault(String field, String message) {
    Fault fault = new Fault(field, message);
    if (!faults.contains(fault)) {
      faults.add(fault);
    }
  }
}
