package io.edgeauth.config;

import io.edgeauth.http.Ambiguity;
import io.edgeauth.http.HeaderName;
import io.edgeauth.http.RequestSettings;
import io.edgeauth.network.Cidr;
import io.edgeauth.network.ClientIpSettings;
import io.edgeauth.network.IpRules;
import io.edgeauth.pipeline.EntrySettings;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code request}, {@code client-ip} and {@code ip-rules}. Used once. */
final class EntrySection {

  private enum Preflight {
    PASS,
    AUTHENTICATE
  }

  private static final int KB = 1024;

  private final Section section;
  private final Section request;

  EntrySection(Section section, Section request) {
    this.section = section;
    this.request = request;
  }

  EntrySettings read() {
    IpRules rules = IpRulesSection.read(section, "ip-rules");
    return new EntrySettings(requestSettings(), clientIp(), rules == null ? IpRules.NONE : rules);
  }

  private RequestSettings requestSettings() {
    int length = RequestSettings.DEFAULTS.maxCredentialLength();
    return new RequestSettings(
        request.size("max-credential-length", length, KB, 64 * KB),
        allowAmbiguous(),
        request.choice("cors-preflight", Preflight.class, Preflight.PASS) == Preflight.PASS,
        publicUrl());
  }

  private Set<Ambiguity> allowAmbiguous() {
    Set<Ambiguity> allowed = EnumSet.noneOf(Ambiguity.class);
    allowed.addAll(request.several("allow-ambiguous").choices(Ambiguity.class));
    return allowed;
  }

  private @Nullable URI publicUrl() {
    String text = request.text("public-url");
    if (text == null) {
      return null;
    }
    String fault;
    try {
      URI url = URI.create(text);
      fault = RequestSettings.publicUrlFault(url);
      if (fault == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      fault = "no address (expected: scheme and host alone, such as https://api.example.com)";
    }
    request.problem("public-url", fault);
    return null;
  }

  private ClientIpSettings clientIp() {
    Section clientIp = section.sectionOrEmpty("client-ip");
    String header = clientIp.text("header", ClientIpSettings.DEFAULTS.header());
    if (!HeaderName.isToken(header)) {
      clientIp.problem("header", Shown.value(header) + " (expected: a header's name)");
      header = ClientIpSettings.DEFAULTS.header(); // told once
    }
    List<String> texts = clientIp.texts("trusted-proxies", List.of());
    List<Cidr> proxies =
        texts.equals(List.of("all")) ? null : IpRulesSection.networks(clientIp, "trusted-proxies");
    clientIp.end();
    try {
      return new ClientIpSettings(proxies, header);
    } catch (IllegalArgumentException e) {
      clientIp.problem("trusted-proxies", String.valueOf(e.getMessage()));
      return ClientIpSettings.DEFAULTS;
    }
  }
}
