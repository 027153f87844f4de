package io.edgeauth.examples.gateway;

import io.edgeauth.http.Ambiguity;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.network.IpRules;
import io.edgeauth.pipeline.EntrySettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** What is asked of every request before its route is known, in the words of the configuration. */
final class EntryReport {

  private final EntrySettings entry;

  EntryReport(EntrySettings entry) {
    this.entry = entry;
  }

  List<String> lines() {
    ClientIpSettings clientIp = entry.clientIp();
    List<Cidr> proxies = clientIp.trustedProxies();
    String client = proxies == null ? "all peers" : joined(proxies);
    return List.of(
        "client-ip: "
            + (client.isEmpty() ? "the peer" : clientIp.header() + " of trusted-proxies " + client),
        "ip-rules: " + (text(entry.ipRules()).isEmpty() ? "none" : text(entry.ipRules())),
        "allow-ambiguous: " + (ambiguities().isEmpty() ? "none" : String.join(" ", ambiguities())),
        "cors-preflight: " + preflight());
  }

  Map<String, Object> json() {
    Map<String, Object> clientIp = new LinkedHashMap<>();
    List<Cidr> proxies = entry.clientIp().trustedProxies();
    clientIp.put("trusted-proxies", proxies == null ? List.of("all") : texts(proxies));
    clientIp.put("header", entry.clientIp().header());
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("client-ip", clientIp);
    members.put("ip-rules", json(entry.ipRules()));
    members.put("allow-ambiguous", ambiguities());
    members.put("cors-preflight", preflight());
    return members;
  }

  private String preflight() {
    return entry.request().preflightPasses() ? "pass" : "authenticate";
  }

  private List<String> ambiguities() {
    return new TreeSet<>(entry.request().allowAmbiguous())
        .stream().map(EntryReport::written).toList();
  }

  private static String written(Ambiguity ambiguity) {
    return ambiguity.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Rules for addresses, of all routes or of one; empty where every address may ask. */
  static String text(IpRules rules) {
    List<String> parts = new ArrayList<>();
    if (!rules.allow().isEmpty()) {
      parts.add("allow " + joined(rules.allow()));
    }
    if (!rules.deny().isEmpty()) {
      parts.add("deny " + joined(rules.deny()));
    }
    return String.join(", ", parts);
  }

  static Map<String, Object> json(IpRules rules) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("allow", texts(rules.allow()));
    members.put("deny", texts(rules.deny()));
    return members;
  }

  private static String joined(List<Cidr> networks) {
    return String.join(" ", texts(networks));
  }

  private static List<String> texts(List<Cidr> networks) {
    return networks.stream().map(Cidr::toString).toList();
  }
}
