package io.edgeauth.forward;

import io.edgeauth.authn.Carrier;
import io.edgeauth.http.HeaderName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says which headers of a client end here, on every route. Names are folded, so that no spelling
 * that a server or framework takes for the same name slips through. Not changed once it is used.
 */
final class HeaderRemoval {

  /**
   * Certificate headers and original-target headers of the known proxies, and headers that override
   * the method.
   */
  private static final List<String> OF_PROXIES =
      List.of(
          "Client-Cert",
          "Client-Cert-Chain",
          "X-Forwarded-Client-Cert",
          "X-Forwarded-Tls-Client-Cert",
          "X-Forwarded-Tls-Client-Cert-Info",
          "X-SSL-Client-*",
          "SSL-Client-*",
          "X-Client-Cert",
          "X-Client-Cert-CN",
          "X-Amzn-Mtls-Clientcert*",
          "X-ARR-ClientCert",
          "X-Original-URL",
          "X-Original-URI",
          "X-Original-Method",
          "X-Rewrite-URL",
          "X-Override-URL",
          "X-Forwarded-Uri",
          "X-Forwarded-Method",
          "X-Forwarded-Prefix",
          "X-Envoy-Original-Path",
          "X-HTTP-Method-Override",
          "X-HTTP-Method",
          "X-Method-Override");

  /** What only a trusted proxy may say about where a request came from. */
  private static final List<String> OF_TRUSTED_PEERS = List.of("X-Forwarded-*", "Forwarded");

  private static final List<String> OF_SIGNATURES = List.of("Signature", "Signature-Input");

  private static final List<String> OF_PRESETS =
      List.of(
          "X-Consumer-*",
          "X-Credential-Identifier",
          "X-Anonymous-Consumer",
          "X-Forwarded-User",
          "X-Forwarded-Email",
          "X-Forwarded-Groups",
          "X-Forwarded-Preferred-Username");

  private final Set<String> names = new HashSet<>();
  private final List<String> prefixes = new ArrayList<>();

  private HeaderRemoval(ForwardSettings settings) {
    for (List<String> patterns : List.of(OF_PROXIES, OF_SIGNATURES, OF_PRESETS)) {
      patterns.forEach(this::add);
    }
    settings.reserved().forEach(this::add);
    settings.headers().forEach(mapping -> add(mapping.header()));
    add(settings.requestIdHeader());
  }

  /** What ends here whoever sent it. */
  static HeaderRemoval fromProxies(ForwardSettings settings) {
    return new HeaderRemoval(settings);
  }

  /**
   * What ends here where the peer is no trusted proxy.
   *
   * @param clientIpHeader what a trusted proxy would name the client in
   */
  static HeaderRemoval fromStrangers(ForwardSettings settings, String clientIpHeader) {
    HeaderRemoval removal = new HeaderRemoval(settings);
    OF_TRUSTED_PEERS.forEach(removal::add);
    removal.add(clientIpHeader);
    return removal;
  }

  /** Ends what proxies tell of their clients' certificates, under names of their own. */
  HeaderRemoval withCertificates(Collection<Carrier> carriers) {
    for (Carrier carrier : carriers) {
      if (carrier.kind() == Carrier.Kind.PROXY_HEADER) {
        add(carrier.name());
      }
    }
    return this;
  }

  /** Ends credentials too. */
  HeaderRemoval withCredentials(Collection<Carrier> carriers) {
    add("Authorization");
    add("DPoP");
    for (Carrier carrier : carriers) {
      if (carrier.kind() == Carrier.Kind.HEADER) {
        add(carrier.name());
      }
    }
    return this;
  }

  private void add(String pattern) {
    if (pattern.endsWith("*")) {
      prefixes.add(HeaderName.fold(pattern.substring(0, pattern.length() - 1)));
    } else {
      names.add(HeaderName.fold(pattern));
    }
  }

  boolean removes(String header) {
    if (!HeaderName.isToken(header)) {
      return true; // "X-User-Id " is no name, and may be one to the server behind us
    }
    String folded = HeaderName.fold(header);
    if (names.contains(folded)) {
      return true;
    }
    for (int i = 0; i < prefixes.size(); i++) {
      if (folded.startsWith(prefixes.get(i))) {
        return true;
      }
    }
    return false;
  }
}
