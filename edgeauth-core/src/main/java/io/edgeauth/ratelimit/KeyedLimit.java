package io.edgeauth.ratelimit;

import io.edgeauth.http.EdgeRequest;
import io.edgeauth.identity.ClaimPath;
import io.edgeauth.identity.Identity;
import io.edgeauth.json.JsonNumber;
import io.edgeauth.network.IpAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A limit with what finds out whom it counts. Immutable; many threads use it at once.
 *
 * <p>What a key begins with says the rule and the parts that it is made of, but not how many
 * permits there are. What follows are the parts' values, each behind its kind: a subject and an
 * address that are spelt alike are two, and no value can run on into the next.
 */
public final class KeyedLimit {

  private static final byte OF_ADDRESS = 1;
  private static final byte OF_SUBJECT = 2;
  private static final byte OF_CLIENT = 3;
  private static final byte OF_API_KEY = 4;
  private static final byte OF_TENANT = 5;
  private static final byte OF_ROUTE = 6;
  private static final byte OF_HEADER = 7;
  private static final byte OF_CLAIM = 8;

  private final LimitRule rule;
  private final List<LimitKey> parts;
  private final int ipv6Prefix;
  private final long cost;
  private final KeyDigests digests;

  private KeyedLimit(LimitRule rule, List<String> parted) {
    this.rule = rule;
    RateLimit limit = rule.limit();
    this.parts = limit.keys();
    this.ipv6Prefix = limit.ipv6Prefix();
    this.cost = limit.cost();
    List<String> beginning = new ArrayList<>();
    beginning.add(rule.name());
    beginning.add(limit.algorithm().name());
    beginning.add(text(limit.period()));
    beginning.add(parts.toString());
    beginning.addAll(parted);
    this.digests = new KeyDigests(beginning);
  }

  /**
   * Takes a rule.
   *
   * @param rule the rule
   * @return it with its keys
   */
  public static KeyedLimit of(LimitRule rule) {
    return new KeyedLimit(rule, List.of());
  }

  /**
   * Takes a rule that holds for some callers in place of another of the same name: it has counts of
   * its own.
   *
   * @param rule the rule
   * @param of what makes it another
   */
  static KeyedLimit apart(LimitRule rule, String of) {
    return new KeyedLimit(rule, List.of(of));
  }

  private static String text(LimitPeriod period) {
    return period instanceof LimitPeriod.Calendar calendar
        ? calendar.unit() + " " + calendar.zone().getId()
        : period.toString();
  }

  /**
   * The rule.
   *
   * @return what a limiter counts by
   */
  public LimitRule rule() {
    return rule;
  }

  /**
   * What a request takes.
   *
   * @param request the request
   * @param client its client's address, or null where nobody knows it
   * @param identity who was proven to call; a limit without parts of the identity does not ask
   * @param route the pattern of its route, or null where none matched
   * @return the charge; null where only an address could tell whom to count, and there is none
   */
  public @Nullable Charge charge(
      EdgeRequest request, @Nullable IpAddress client, Identity identity, @Nullable String route) {
    KeyDigests.Digest digest = digests.begin();
    boolean known = true;
    for (int i = 0; i < parts.size(); i++) {
      known &= add(parts.get(i), digest, request, identity, route) || addAddress(digest, client);
    }
    LimitedKey key = digests.end(digest);
    return known ? new Charge(rule, key, cost) : null;
  }

  /** Whether the request has such a part. */
  private static boolean add(
      LimitKey part,
      KeyDigests.Digest digest,
      EdgeRequest request,
      Identity identity,
      @Nullable String route) {
    if (part instanceof LimitKey.Header header) {
      List<String> values = request.headers(header.name());
      for (int i = 0; i < values.size(); i++) {
        digest.add(OF_HEADER, values.get(i));
      }
      return !values.isEmpty();
    }
    if (part instanceof LimitKey.Claim claim) {
      return addIfThere(digest, OF_CLAIM, claimText(identity, claim.path()));
    }
    return switch ((LimitKey.Plain) part) {
      case IP -> false;
      case SUBJECT ->
          addIfThere(digest, OF_SUBJECT, identity.subject())
              || addIfThere(digest, OF_CLIENT, identity.client());
      case CLIENT -> addIfThere(digest, OF_CLIENT, identity.client());
      case API_KEY ->
          addIfThere(
              digest,
              OF_API_KEY,
              identity.attribute("api-key.id") instanceof String id ? id : null);
      case TENANT -> addIfThere(digest, OF_TENANT, identity.tenant());
      case ROUTE -> addIfThere(digest, OF_ROUTE, route);
    };
  }

  /** A claim as text: what is neither text, number nor boolean counts as absent. */
  static @Nullable String claimText(Identity identity, ClaimPath path) {
    Object value = identity.claim(path);
    return value instanceof String || value instanceof Boolean || value instanceof JsonNumber
        ? value.toString()
        : null;
  }

  private static boolean addIfThere(KeyDigests.Digest digest, byte kind, @Nullable String value) {
    if (value == null) {
      return false;
    }
    digest.add(kind, value);
    return true;
  }

  private boolean addAddress(KeyDigests.Digest digest, @Nullable IpAddress client) {
    if (client == null) {
      return false;
    }
    IpAddress counted = client.isIpv4() ? client : client.network(ipv6Prefix);
    digest.add(OF_ADDRESS, counted.isIpv4() ? 4 : 6, counted.high(), counted.low());
    return true;
  }
}
