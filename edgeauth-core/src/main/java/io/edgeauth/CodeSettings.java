package io.edgeauth;

import com.github.benmanes.caffeine.cache.Ticker;
import io.edgeauth.authn.AuthenticatorSpec;
import io.edgeauth.config.CompanionRoot;
import io.edgeauth.config.Origin;
import io.edgeauth.config.Problems;
import io.edgeauth.config.Settings;
import io.edgeauth.config.Settings.NamedExchange;
import io.edgeauth.config.Settings.NamedSpec;
import io.edgeauth.config.Settings.PlacedRoute;
import io.edgeauth.config.SettingsFile;
import io.edgeauth.event.AuditLog;
import io.edgeauth.event.EdgeEventListener;
import io.edgeauth.forward.ForwardSettings;
import io.edgeauth.forward.exchange.TokenExchange;
import io.edgeauth.http.Problem;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.network.IpRules;
import io.edgeauth.outbound.OutboundSettings;
import io.edgeauth.pipeline.EntrySettings;
import io.edgeauth.policy.Policy;
import io.edgeauth.route.Route;
import io.edgeauth.route.RouteBuilder;
import io.edgeauth.route.RouteDefaults;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was said in code. It survives every change of the configuration file. */
final class CodeSettings {

  private static final Origin CODE = new Origin("builder", 0);

  /** A configuration that is in no file. */
  private record Text(String name, String yaml) {}

  private @Nullable Path file;
  private @Nullable Text text;
  private final List<NamedSpec> authenticators = new ArrayList<>();
  private final List<PlacedRoute> routes = new ArrayList<>();
  private @Nullable PlacedRoute invalidation;
  private final List<NamedExchange> exchanges = new ArrayList<>();
  private final Map<String, Policy> policies = new LinkedHashMap<>();
  private RouteDefaults routeDefaults = RouteDefaults.NONE;
  private final CodeLimits limits = new CodeLimits(CODE);
  private final List<EdgeEventListener> listeners = new ArrayList<>();
  private @Nullable CompanionRoot companion;
  private @Nullable ForwardSettings forward;
  private @Nullable OutboundSettings outbound;
  private Problem.@Nullable Format errorFormat;
  private @Nullable String realm;
  private @Nullable Integer maxCredentialLength;
  private @Nullable RequestSettings request;
  private @Nullable ClientIpSettings clientIp;
  private @Nullable IpRules ipRules;
  private AuditLog.@Nullable Scope audit;
  private @Nullable Boolean watch;
  private Clock clock = Clock.systemUTC();
  private Ticker ticker = Ticker.systemTicker();
  private boolean onlyLooking;

  CodeSettings() {}

  CodeSettings copy() {
    CodeSettings copy = new CodeSettings();
    copy.file = file;
    copy.text = text;
    copy.authenticators.addAll(authenticators);
    copy.routes.addAll(routes);
    copy.invalidation = invalidation;
    copy.exchanges.addAll(exchanges);
    copy.policies.putAll(policies);
    copy.limits.take(limits);
    copy.listeners.addAll(listeners);
    copy.companion = companion;
    copy.forward = forward;
    copy.outbound = outbound;
    copy.errorFormat = errorFormat;
    copy.realm = realm;
    copy.maxCredentialLength = maxCredentialLength;
    copy.request = request;
    copy.clientIp = clientIp;
    copy.ipRules = ipRules;
    copy.audit = audit;
    copy.watch = watch;
    copy.clock = clock;
    copy.ticker = ticker;
    copy.onlyLooking = onlyLooking;
    return copy;
  }

  void file(Path path) {
    file = path;
    text = null;
  }

  void text(String name, String yaml) {
    file = null;
    text = new Text(name, yaml);
  }

  void authenticator(String name, AuthenticatorSpec spec) {
    authenticators.add(
        new NamedSpec(name, spec, CODE, "edgeauth.authenticators." + name, Map.of()));
  }

  void route(RouteBuilder builder) {
    Route route = builder.build(routeDefaults);
    routes.add(new PlacedRoute(route, CODE, "edgeauth.routes[" + routes.size() + "]", Map.of()));
  }

  void invalidation(RouteBuilder builder) {
    invalidation = new PlacedRoute(builder.build(), CODE, "edgeauth.invalidation", Map.of());
  }

  void routeDefaults(RouteDefaults defaults) {
    routeDefaults = defaults;
    limits.unmatched(defaults.limits());
  }

  void tokenExchange(String name, TokenExchange exchange) {
    exchanges.add(
        new NamedExchange(
            name, exchange, CODE, "edgeauth.forward.token-exchange." + name, Map.of()));
  }

  CodeLimits limits() {
    return limits;
  }

  void policy(String name, Policy policy) {
    policies.put(name, policy);
  }

  void listener(EdgeEventListener listener) {
    listeners.add(listener);
  }

  void companion(CompanionRoot root) {
    companion = root;
  }

  void forward(ForwardSettings settings) {
    forward = settings;
  }

  void outbound(OutboundSettings settings) {
    outbound = settings;
  }

  void errors(Problem.Format format, String realmName) {
    errorFormat = format;
    realm = realmName;
  }

  void maxCredentialLength(int characters) {
    maxCredentialLength = characters;
  }

  void request(RequestSettings settings) {
    request = settings;
  }

  void clientIp(ClientIpSettings settings) {
    clientIp = settings;
  }

  void ipRules(IpRules rules) {
    ipRules = rules;
  }

  void audit(AuditLog.Scope scope) {
    audit = scope;
  }

  void watch(boolean wanted) {
    watch = wanted;
  }

  void time(Clock wall, Ticker nanos) {
    clock = wall;
    ticker = nanos;
  }

  void onlyLooking() {
    onlyLooking = true;
  }

  @Nullable Path file() {
    return file;
  }

  Policies policies() {
    return new Policies(policies);
  }

  List<EdgeEventListener> listeners() {
    return listeners;
  }

  Clock clock() {
    return clock;
  }

  Ticker ticker() {
    return ticker;
  }

  boolean isOnlyLooking() {
    return onlyLooking;
  }

  /** Everything that was said: in code, and in the configuration as it is now. */
  SettingsFile.Both read(Problems problems) {
    SettingsFile.Both read = configured(problems);
    return new SettingsFile.Both(joinedWith(read.settings()), read.takeover());
  }

  private SettingsFile.Both configured(Problems problems) {
    if (file != null && companion != null) {
      return SettingsFile.read(file, companion, System.getenv(), problems);
    }
    return new SettingsFile.Both(alone(problems), () -> {});
  }

  private Settings alone(Problems problems) {
    if (file != null) {
      return SettingsFile.read(file, System.getenv(), problems);
    }
    return text == null
        ? Settings.defaults()
        : SettingsFile.read(text.name(), text.yaml(), System.getenv(), problems);
  }

  private Settings joinedWith(Settings read) {
    List<NamedSpec> allAuthenticators = new ArrayList<>(authenticators);
    allAuthenticators.addAll(read.authenticators());
    List<PlacedRoute> allRoutes = new ArrayList<>(routes);
    allRoutes.addAll(read.routes());
    List<NamedExchange> allExchanges = new ArrayList<>(exchanges);
    allExchanges.addAll(read.exchanges());
    return new Settings(
        read.origin(),
        allAuthenticators,
        allRoutes,
        invalidation == null ? read.invalidation() : invalidation,
        forward == null ? read.forward() : forward,
        allExchanges,
        outbound == null ? read.outbound() : outbound,
        errorFormat == null ? read.errorFormat() : errorFormat,
        realm == null ? read.realm() : realm,
        entry(read.entry()),
        audit == null ? read.audit() : audit,
        watch == null ? read.watch() : watch,
        limits.joinedWith(read.limits()));
  }

  private EntrySettings entry(EntrySettings read) {
    RequestSettings form = request == null ? read.request() : request;
    return new EntrySettings(
        maxCredentialLength == null ? form : form.withMaxCredentialLength(maxCredentialLength),
        clientIp == null ? read.clientIp() : clientIp,
        ipRules == null ? read.ipRules() : ipRules);
  }
}
