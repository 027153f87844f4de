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

  private final String path;
  private final List<String> headerNames;
  private final List<List<String>> headerValues;

  MemoryEdgeRequest(String authorization) {
    this("/orders/42", authorization);
  }

  MemoryEdgeRequest(String path, String authorization) {
    this(path, MemoryRequest.WITH_AUTHORIZATION, authorization);
  }

  private MemoryEdgeRequest(String path, List<String> headerNames, String... credentials) {
    this.path = path;
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
    return "203.0.113.7";
  }

  @Override
  public List<X509Certificate> peerCertificates() {
    return List.of();
  }
}
