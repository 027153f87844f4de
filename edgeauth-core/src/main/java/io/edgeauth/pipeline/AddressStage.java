package io.edgeauth.pipeline;

import io.edgeauth.forward.Forwarding;
import io.edgeauth.http.HeaderField;
import io.edgeauth.network.ClientAddress;
import io.edgeauth.network.ClientAddresses;
import io.edgeauth.network.IpAddress;
import io.edgeauth.network.IpRules;
import io.edgeauth.network.PublicUrls;
import io.edgeauth.reason.Reasons;
import org.jspecify.annotations.Nullable;

/**
 * Stage 1: finds out where the request comes from, and ends it where that may not ask. A trusted
 * proxy's id for the request is kept from here on.
 */
final class AddressStage implements Stage {

  private final ClientAddresses addresses;
  private final PublicUrls publicUrls;
  private final IpRules rules;
  private final Forwarding forwarding;

  AddressStage(EntrySettings entry, Forwarding forwarding) {
    this.addresses = ClientAddresses.of(entry.clientIp());
    this.publicUrls = PublicUrls.of(entry.request(), entry.clientIp());
    this.rules = entry.ipRules();
    this.forwarding = forwarding;
  }

  @Override
  public String name() {
    return "ip rules";
  }

  @Override
  public @Nullable Rejection run(Exchange exchange) {
    ClientAddress client = addresses.find(exchange.request());
    if (client instanceof ClientAddress.Unreadable unreadable) {
      return new Rejection(Reasons.ADDRESS_UNREADABLE, unreadable.detail());
    }
    exchange.client(client);
    if (exchange.isViaProxy()) {
      HeaderField given = forwarding.requestIdOf(exchange.request());
      exchange.requestId(given == null ? exchange.requestIdField() : given);
    }
    if (exchange.isExplained()) {
      IpAddress address = client.addressOrNull();
      exchange.note("client " + (address == null ? "unknown" : address));
      String url = publicUrls.of(exchange.request());
      exchange.note("sent to " + (url == null ? "an unreadable address" : url));
    }
    return judge(rules, exchange);
  }

  /** Why the client may not ask by some rules, or null. */
  static @Nullable Rejection judge(IpRules rules, Exchange exchange) {
    return rules.allows(exchange.client().addressOrNull())
        ? null
        : new Rejection(Reasons.ADDRESS_DENIED, null);
  }
}
