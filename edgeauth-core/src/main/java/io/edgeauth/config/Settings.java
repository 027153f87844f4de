package io.edgeauth.config;

import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.authn.mtls.Mtls;
import io.edgeauth.config.LimitSettings.NamedLimit;
import io.edgeauth.config.LimitSettings.NamedPlan;
import io.edgeauth.event.AuditLog;
import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.forward.exchange.TokenExchange;
import io.edgeauth.http.Ambiguity;
import io.edgeauth.http.Problem.Format;
import io.edgeauth.network.Cidr;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.pipeline.EntrySettings;
import io.edgeauth.ratelimit.LimitPeriod;
import io.edgeauth.ratelimit.RateLimit;
import io.edgeauth.ratelimit.StoreFailure;
import io.edgeauth.route.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A whole configuration, read and checked key by key; whether its parts fit together is seen when a
 * generation is built of it.
 *
 * @param origin where it was read
 * @param authenticators by their names
 * @param routes in their order
 * @param invalidation where tokens are forgotten, as the route that it would be, or null
 * @param forward what the backend receives
 * @param exchanges exchanges of tokens by their names
 * @param outbound what holds for calls out
 * @param errorFormat how refusals are written
 * @param realm what challenges name
 * @param entry what is asked of every request
 * @param audit which decisions are logged
 * @param watch whether the file is read again when it changes
 * @param limits what is said of rate limits
 */
public record Settings(
    Origin origin,
    List<NamedSpec> authenticators,
    List<PlacedRoute> routes,
    @Nullable PlacedRoute invalidation,
    ForwardSettings forward,
    List<NamedExchange> exchanges,
    OutboundSettings outbound,
    Format errorFormat,
    String realm,
    EntrySettings entry,
    AuditLog.Scope audit,
    boolean watch,
    LimitSettings limits) {

  static final String DEFAULT_REALM = "edgeauth";

  private static final String UNBELIEVED =
      ".forwarded.header: believed from nobody (client-ip.trusted-proxies names who is)";

  private static final String LOST =
      ": counted in this process alone, and begun anew when it ends (limiter.store: redis keeps it)";

  /**
   * An authenticator and where it was asked for.
   *
   * @param name how routes call it
   * @param spec what it accepts
   * @param origin where it was asked for
   * @param keyPath its key path, down to its kind
   * @param keyOrigins where its keys were written
   */
  public record NamedSpec(
      String name,
      AuthenticatorSpec spec,
      Origin origin,
      String keyPath,
      Map<String, Origin> keyOrigins) {

    /** Copies the map. */
    public NamedSpec {
      keyOrigins = Map.copyOf(keyOrigins);
    }

    /**
     * Where one of its keys was written.
     *
     * @param key the key, or a path whose first name it is
     * @return its place; that of the authenticator where the key was not written
     */
    public Origin origin(String key) {
      int dot = key.indexOf('.');
      return keyOrigins.getOrDefault(dot < 0 ? key : key.substring(0, dot), origin);
    }
  }

  /**
   * An exchange of tokens and where it was asked for.
   *
   * @param name how routes call it
   * @param spec what is exchanged for what
   * @param origin where it was asked for
   * @param keyPath its key path
   * @param keyOrigins where its keys were written
   */
  public record NamedExchange(
      String name,
      TokenExchange spec,
      Origin origin,
      String keyPath,
      Map<String, Origin> keyOrigins) {

    /** Copies the map. */
    public NamedExchange {
      keyOrigins = Map.copyOf(keyOrigins);
    }

    /**
     * Where one of its keys was written.
     *
     * @param key the key
     * @return its place; that of the exchange where the key was not written
     */
    public Origin origin(String key) {
      return keyOrigins.getOrDefault(key, origin);
    }
  }

  /**
   * A route and where it was asked for.
   *
   * @param route the route
   * @param origin where it was asked for
   * @param keyPath its key path
   * @param places where what it says was written, by key; what it does not say itself is in {@code
   *     route-defaults}
   */
  public record PlacedRoute(Route route, Origin origin, String keyPath, Map<String, Place> places) {

    /** Copies the map. */
    public PlacedRoute {
      places = Map.copyOf(places);
    }

    /**
     * Where one of its keys was written.
     *
     * @param key the key
     * @return its place; that of the route where the key has none
     */
    public Place place(String key) {
      return places.getOrDefault(key, new Place(origin, keyPath + "." + key));
    }
  }

  /**
   * Where a key was written.
   *
   * @param origin its source and line
   * @param keyPath its key path
   */
  public record Place(Origin origin, String keyPath) {}

  /** Copies the lists. */
  public Settings {
    authenticators = List.copyOf(authenticators);
    routes = List.copyOf(routes);
    exchanges = List.copyOf(exchanges);
  }

  /**
   * Settings without authenticators and routes, and everything else as it is by default.
   *
   * @return them
   */
  public static Settings defaults() {
    return new Settings(
        new Origin("builder", 0),
        List.of(),
        List.of(),
        null,
        ForwardSettings.DEFAULTS,
        List.of(),
        OutboundSettings.DEFAULTS,
        Format.PROBLEM_JSON,
        DEFAULT_REALM,
        EntrySettings.DEFAULTS,
        AuditLog.Scope.REFUSED,
        true,
        LimitSettings.NONE);
  }

  /**
   * What is loosened on purpose.
   *
   * @return one line for each loosening, under the name by which it can be searched for
   */
  public List<String> loosenings() {
    List<String> loosenings = new ArrayList<>();
    for (NamedSpec named : authenticators) {
      named.spec().loosenings().forEach(one -> loosenings.add(named.keyPath() + "." + one));
    }
    for (Ambiguity one : new TreeSet<>(entry.request().allowAmbiguous())) {
      loosenings.add(
          "edgeauth.request.allow-ambiguous: "
              + one.name().toLowerCase(Locale.ROOT).replace('_', '-')
              + " passes, which servers read differently");
    }
    if (entry.clientIp().trustedProxies() == null) {
      loosenings.add(
          "edgeauth.client-ip.trusted-proxies: all peers say where their requests come from");
    }
    for (PlacedRoute placed : routes) {
      if (placed.route().isShadow()) {
        loosenings.add(
            placed.keyPath()
                + ".mode: shadow, "
                + placed.route().pattern()
                + " lets pass what it would refuse");
      }
      if (Boolean.TRUE.equals(placed.route().keepCredentials())) {
        loosenings.add(
            placed.keyPath()
                + ".forward.keep-credentials: the backend of "
                + placed.route().pattern()
                + " receives the credentials");
      }
    }
    limitLoosenings(loosenings);
    if (forward.keepCredentials()) {
      loosenings.add("edgeauth.forward.keep-credentials: backends receive the credentials");
    }
    for (String host : outbound.allowHttp()) {
      loosenings.add("edgeauth.outbound.allow-http: " + host + " is called without TLS");
    }
    return loosenings;
  }

  private void limitLoosenings(List<String> loosenings) {
    if (limits.limiter().onStoreFailure() == StoreFailure.ALLOW) {
      loosenings.add(
          "edgeauth.limiter.on-store-failure: allow, nothing is limited while the store is out of"
              + " reach");
    }
    for (NamedLimit named : limits.limits()) {
      if (named.limit().onStoreFailure() == StoreFailure.ALLOW) {
        loosenings.add(
            named.keyPath()
                + ".on-store-failure: allow, it limits nothing while the store is out of reach");
      }
    }
  }

  /**
   * What is in force and may not be what was meant.
   *
   * @return one line for each
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (limits.store() == null && limits.given() == null) {
      limitWarnings(warnings);
    }
    List<Cidr> proxies = entry.clientIp().trustedProxies();
    if (proxies != null && proxies.isEmpty()) {
      for (NamedSpec named : authenticators) {
        if (named.spec() instanceof Mtls mtls && mtls.forwardedHeader() != null) {
          warnings.add(named.keyPath() + UNBELIEVED);
        }
      }
    }
    return warnings;
  }

  private void limitWarnings(List<String> warnings) {
    for (NamedLimit named : limits.limits()) {
      if (isOfCalendar(named.limit())) {
        warnings.add(named.keyPath() + LOST);
      }
    }
    for (NamedPlan named : limits.plans()) {
      if (named.plan().quota() != null && isOfCalendar(named.plan().quota())) {
        warnings.add(named.keyPath() + ".quota" + LOST);
      }
    }
  }

  private static boolean isOfCalendar(RateLimit limit) {
    return limit.period() instanceof LimitPeriod.Calendar;
  }
}
