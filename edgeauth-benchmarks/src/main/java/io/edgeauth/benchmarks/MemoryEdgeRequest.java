package io.edgeauth.benchmarks;

import io.edgeauth.http.EdgeRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link MemoryRequest} says, as an adapter hands it to EdgeAuth. Immutable, and its lists are
 * made beforehand: what deciding it allocates is EdgeAuth's alone.
 */
final class MemoryEdgeRequest implements EdgeRequest {

  private static final List<String> WITH_PROOF =
      List.of("Host", "User-Agent", "Accept", "Authorization", "DPoP");
  private static final List<String> WITHOUT_CREDENTIAL = List.of("Host", "User-Agent", "Accept");
  private static final List<String> WITH_CERTIFICATES =
      List.of("Host", "User-Agent", "Accept", "Client-Cert", "Client-Cert-Chain");

  static final String PEER = "203.0.113.7";

  private final String path;
  private final List<String> headerNames;
  private final List<List<String>> headerValues;
  private final List<X509Certificate> certificates;

  MemoryEdgeRequest(String authorization) {
    this("/orders/42", authorization);
  }

  MemoryEdgeRequest(String path, String authorization) {
    this(path, MemoryRequest.WITH_AUTHORIZATION, authorization);
  }

  private MemoryEdgeRequest(String path, List<String> headerNames, String... credentials) {
    this(path, List.of(), headerNames, credentials);
  }

  private MemoryEdgeRequest(
      String path,
      List<X509Certificate> certificates,
      List<String> headerNames,
      String... credentials) {
    this.path = path;
    this.certificates = certificates;
    this.headerNames = headerNames;
    List<List<String>> values = new ArrayList<>();
    values.add(List.of("api.example.com"));
    values.add(List.of("web-shop/4.2"));
    values.add(List.of("application/json"));
    for (String credential : credentials) {
      values.add(List.of(credential));
    }
    headerValues = List.copyOf(values);
  }

  static MemoryEdgeRequest withProof(String authorization, String proof) {
    return new MemoryEdgeRequest("/orders/42", WITH_PROOF, authorization, proof);
  }

  static MemoryEdgeRequest withApiKey(String key) {
    return new MemoryEdgeRequest("/orders/42", MemoryRequest.WITH_API_KEY, key);
  }

  static MemoryEdgeRequest withCertificates(List<X509Certificate> chain) {
    return new MemoryEdgeRequest("/orders/42", chain, WITHOUT_CREDENTIAL);
  }

  /** As a proxy writes what RFC 9440 asks for. */
  static MemoryEdgeRequest withForwarded(String leaf, String above) {
    return new MemoryEdgeRequest("/orders/42", WITH_CERTIFICATES, leaf, above);
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String scheme() {
    return "https";
  }

  @Override
  public @Nullable String authority() {
    return "api.example.com";
  }

  @Override
  public String rawPath() {
    return path;
  }

  @Override
  public @Nullable String rawQuery() {
    return null;
  }

  @Override
  public String contextPath() {
    return "";
  }

  @Override
  public List<String> headers(String name) {
    for (int i = 0; i < headerNames.size(); i++) {
      if (headerNames.get(i).equalsIgnoreCase(name)) {
        return headerValues.get(i);
      }
    }
    return List.of();
  }

  @Override
  public Collection<String> headerNames() {
    return headerNames;
  }

  @Override
  public @Nullable String peerAddress() {
    return PEER;
  }

  @Override
  public List<X509Certificate> peerCertificates() {
    return certificates;
  }
}
