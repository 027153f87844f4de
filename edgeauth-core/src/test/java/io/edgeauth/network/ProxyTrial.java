package io.edgeauth.network;

import io.edgeauth.fixtures.TestRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A request of a trusted proxy, and what is found behind it. */
final class ProxyTrial {

  static final String XFF = "X-Forwarded-For";
  static final String FORWARDED = "Forwarded";
  static final String PROXY = "10.0.0.1";
  static final String CLIENT = "203.0.113.9";
  static final String SPOOFED = "127.0.0.1";

  static final ClientAddress CONTRADICTION =
      new ClientAddress.Unreadable("Forwarded and X-Forwarded-For name different clients");

  private ProxyTrial() {}

  static ClientAddresses behindProxies(String header) {
    List<Cidr> proxies = Stream.of("10.0.0.0/8", "2001:db8:ffff::/48").map(Cidr::parse).toList();
    return ClientAddresses.of(new ClientIpSettings(proxies, header));
  }

  static ClientAddresses trustingAll(String header) {
    return ClientAddresses.of(new ClientIpSettings(null, header));
  }

  static TestRequest fromProxy() {
    return TestRequest.get("/").peer(PROXY);
  }

  static ClientAddress find(String header, String... lines) {
    TestRequest request = fromProxy();
    for (String line : lines) {
      request.header(header, line);
    }
    return behindProxies(header).find(request);
  }

  static ClientAddress viaProxy(String address) {
    return new ClientAddress.Known(IpAddress.parse(address), true);
  }

  static ClientAddress direct(String address) {
    return new ClientAddress.Known(IpAddress.parse(address), false);
  }

  static ClientAddress unreadable(String header) {
    return new ClientAddress.Unreadable("the " + header + " header holds something unreadable");
  }

  /** A list of addresses as Forwarded writes it. */
  static String forwarded(String list) {
    List<String> elements = new ArrayList<>();
    for (String hop : list.split(",", -1)) {
      String node = hop.matches(".*:.*:.*") ? "[" + hop.trim() + "]" : hop.trim();
      elements.add("for=\"" + node + "\"");
    }
    return String.join(",", elements);
  }
}
