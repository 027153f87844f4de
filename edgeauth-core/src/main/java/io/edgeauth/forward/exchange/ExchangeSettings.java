package io.edgeauth.forward.exchange;

import io.edgeauth.authn.InvalidSpecException.Fault;
import io.edgeauth.oauth.ClientCredentials;
import io.edgeauth.oauth.ClientMethod;
import io.edgeauth.outbound.OutboundAddress;
import io.edgeauth.outbound.OutboundSettings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One exchange.
 *
 * @param name how routes call it
 * @param endpoint the token endpoint
 * @param client who is asking
 * @param audience whom the new token is for; may be empty
 * @param scope what it may do; may be empty
 * @param connectTimeout how long connecting may take
 * @param totalTimeout how long a request waits
 * @param maxEntries how many new tokens are remembered
 * @param outbound what holds for calls out
 */
record ExchangeSettings(
    String name,
    URI endpoint,
    ClientCredentials client,
    List<String> audience,
    String scope,
    Duration connectTimeout,
    Duration totalTimeout,
    int maxEntries,
    OutboundSettings outbound) {

  /** RFC 6749, section 3.3. */
  private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*");

  private static final Duration INSTANT = Duration.ofMillis(1);
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);
  private static final int MAX_ENTRIES = 10_000_000;

  ExchangeSettings {
    audience = List.copyOf(audience);
  }

  /** How events and threads call it: no authenticator can have a name with a dot. */
  String tellingName() {
    return "token-exchange." + name;
  }

  /** Everything that is wrong; no file has been read. */
  List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    String address = OutboundAddress.fault(endpoint, outbound.allowHttp());
    expect(address == null, "endpoint", String.valueOf(address), faults);
    if (client.method() == ClientMethod.BEARER) {
      faults.add(
          new Fault("client-auth", "bearer (expected: basic, post, private-key-jwt or tls)"));
    } else {
      faults.addAll(of(client.faults()));
    }
    expect(
        !audience.isEmpty() || !scope.isEmpty(),
        "audience",
        "missing (expected: whom the new token is for, such as orders; or scope)",
        faults);
    expect(
        audience.stream().noneMatch(String::isBlank),
        "audience",
        "empty (expected: whom the new token is for, such as orders)",
        faults);
    expect(
        scope.isEmpty() || SCOPE.matcher(scope).matches(),
        "scope",
        "no scopes (expected: names with one space between them)",
        faults);
    within("connect-timeout", connectTimeout, faults);
    within("total-timeout", totalTimeout, faults);
    expect(
        maxEntries >= 0 && maxEntries <= MAX_ENTRIES,
        "max-entries",
        maxEntries + " (expected: 0 to " + MAX_ENTRIES + ")",
        faults);
    return faults;
  }

  /** The faults of a client, at the keys of an exchange. */
  static List<Fault> of(List<ClientCredentials.Fault> client) {
    return client.stream().map(fault -> new Fault(fault.key(), fault.message())).toList();
  }

  private static void within(String key, Duration value, List<Fault> faults) {
    boolean right = value.compareTo(INSTANT) >= 0 && value.compareTo(MAX_TIMEOUT) <= 0;
    expect(right, key, value + " (expected: " + INSTANT + " to " + MAX_TIMEOUT + ")", faults);
  }

  private static void expect(boolean right, String key, String message, List<Fault> faults) {
    if (!right) {
      faults.add(new Fault(key, message));
    }
  }
}
